package dev.arrowshare.parquet.page;

import java.util.ArrayList;
import java.util.List;
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

    /** What somebody will still take or skip, as pairs of where it begins and ends. */
    private final List<long[]> wanted = new ArrayList<>();

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
            wanted.add(new long[] {from, to});
            need = Math.min(need, range.rowGroup() + (from - range.begin()) / (range.bytes() + 1.0));
        }
    }

    /** Notes that a range was taken or skipped. */
    void remove(long from, long to) {
        for (int i = wanted.size() - 1; i >= 0; i--) {
            long[] piece = wanted.get(i);
            if (from >= piece[1] || to <= piece[0]) {
                continue;
            }
            if (from > piece[0] && to < piece[1]) {
                wanted.add(new long[] {to, piece[1]});
            }
            if (from > piece[0]) {
                piece[1] = from;
            } else if (to < piece[1]) {
                piece[0] = to;
            } else {
                wanted.remove(i);
            }
        }
    }

    double need() {
        return need;
    }

    int bytes() {
        return (int) (end - begin);
    }

    boolean isOver() {
        return wanted.isEmpty() && users == 0;
    }
}
