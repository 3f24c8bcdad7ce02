package dev.arrowshare.parquet.page;

import org.apache.arrow.memory.ArrowBuf;
import org.jspecify.annotations.Nullable;

/** What one request reads ahead. Guarded by its {@link ReadAhead}. */
final class ReadBlock {
    enum State {
        PLANNED,
        READING,
        READY,
        FAILED,
        DONE
    }

    final long begin;
    final long end;
    State state = State.PLANNED;

    @Nullable
    ArrowBuf memory;

    @Nullable
    Throwable failure;

    /** Bytes that somebody will still take or skip. */
    long wanted;

    /** How many threads copy from it now. */
    int users;

    /** When it is needed, as a row group and a part of it. */
    private double need = Double.MAX_VALUE;

    ReadBlock(long begin, long end) {
        this.begin = begin;
        this.end = end;
    }

    void requireRead() {
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }

    /** Notes that a range is, in part, in this block. */
    void add(FileRange range) {
        long from = Math.max(begin, range.begin());
        long to = Math.min(end, range.end());
        if (from < to) {
            wanted += to - from;
            need = Math.min(need, range.rowGroup() + (from - range.begin()) / (range.bytes() + 1.0));
        }
    }

    double need() {
        return need;
    }

    int bytes() {
        return (int) (end - begin);
    }

    boolean isOver() {
        return wanted <= 0 && users == 0;
    }
}
