package dev.arrowshare.parquet;

import dev.arrowshare.error.ClosedException;
import dev.arrowshare.error.InterruptedRunException;
import dev.arrowshare.parquet.page.ReadRoom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Files that are read one after the other. The next ones are opened while one is read: by a decoding thread that has nothing else to
 * do, or, of files that are not local, as soon as all of the last one is on its way.
 *
 * <p><b>Threads:</b> {@link #next} and {@link #close} are for one thread; the lock of the decoding threads guards all else.
 *
 * <p><b>Ownership:</b> whoever takes a file closes its stream.
 */
final class OpenedFiles implements AutoCloseable {
    /** A file that is being read. */
    record Opened(FilePart part, FileStream stream) {}

    /** Files that are open ahead of the one that is read; more, where there are more threads. */
    private static final int LEAST_AHEAD = 4;

    private final Iterator<FilePart> left;
    private final ParquetReadOptions options;
    private final BufferAllocator allocator;
    private final DecodingThreads threads;
    private final ReadRoom room;
    private final Object lock;
    private final Deque<Opened> opened = new ArrayDeque<>();
    private @Nullable FileStream last;
    private boolean isOpening;
    /** Whether all of a file was on its way before it was noted as the last one. */
    private boolean wasAskedEarly;

    private boolean closed;
    private @Nullable Throwable failure;
    private SkippedRows passed = SkippedRows.NONE;

    OpenedFiles(List<FilePart> parts, ParquetReadOptions options, BufferAllocator allocator) {
        this.left = parts.iterator();
        this.options = options;
        this.allocator = allocator;
        this.threads = new DecodingThreads(options);
        this.room = FileTurn.room(options);
        this.lock = threads.lock();
        if (parts.size() > 1) {
            threads.whenIdle(this::ahead);
        }
    }

    /** Whether batches are to have a number of rows, across files too. */
    static boolean areBatchesExact(ParquetReadOptions options) {
        return options.filter().isEmpty()
                && options.rowsPerBatch().isPresent()
                && options.bytesPerBatch().isEmpty();
    }

    /** The next file in order, or null behind the last. */
    @Nullable
    Opened next() {
        while (true) {
            synchronized (lock) {
                awaitOpening();
                Opened first = opened.poll();
                if (first != null) {
                    return first;
                }
                requireSound();
                if (!hasNext()) {
                    return null;
                }
                isOpening = true;
            }
            open();
        }
    }

    private void awaitOpening() {
        try {
            while (isOpening) {
                lock.wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("interrupted while waiting for a file to be opened", e);
        }
    }

    private void requireSound() {
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (closed) {
            throw new ClosedException("the stream of batches is closed");
        }
    }

    private boolean hasNext() {
        return left.hasNext();
    }

    /** Opens the next file, if it is time to; null if not. Under the lock. */
    private @Nullable Runnable ahead() {
        FileStream before = last;
        boolean isTime = before != null
                && !isOpening
                && !closed
                && failure == null
                && hasNext()
                && opened.size() < Math.max(LEAST_AHEAD, 2 * options.threads())
                && before.isAsked()
                && room.has(1)
                && threads.hasRoomAhead();
        if (!isTime) {
            return null;
        }
        isOpening = true;
        return this::open;
    }

    /** Of files that are not local: all of the last one is on its way. */
    private void goAhead() {
        while (true) {
            Runnable open;
            synchronized (lock) {
                wasAskedEarly |= isOpening;
                open = ahead();
            }
            if (open == null) {
                return;
            }
            open.run();
        }
    }

    private void open() {
        FilePart part = wanted();
        Opened next = null;
        Throwable cause = null;
        try {
            next = part == null ? null : new Opened(part, part.read(turn(part), allocator));
        } catch (RuntimeException | Error e) {
            cause = e;
        }
        boolean goesOn;
        synchronized (lock) {
            isOpening = false;
            failure = failure == null ? cause : failure;
            if (next != null) {
                opened.add(next);
                last = next.stream();
            }
            goesOn = wasAskedEarly;
            wasAskedEarly = false;
            lock.notifyAll();
        }
        if (goesOn) {
            goAhead();
        }
    }

    private FileTurn turn(FilePart part) {
        long rowsBefore = areBatchesExact(options) ? part.rowsBefore() : 0;
        return new FileTurn(threads, room, rowsBefore, this::goAhead, false);
    }

    /** The next file that a filter does not rule out. */
    private @Nullable FilePart wanted() {
        synchronized (lock) {
            while (left.hasNext()) {
                FilePart part = left.next();
                if (!part.isNever()) {
                    return part;
                }
                passed = passed.plus(new SkippedRows(part.source().rows(), 1, 0, 0));
            }
            return null;
        }
    }

    /** What was left out of files that were not opened. */
    SkippedRows passed() {
        synchronized (lock) {
            return passed;
        }
    }

    /** Opens no more. */
    void stop() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
    }

    /** Ends the threads. What was taken has to be closed before. */
    @Override
    public void close() {
        stop();
        boolean interrupted = Thread.interrupted();
        synchronized (lock) {
            while (isOpening) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        opened.forEach(file -> file.stream().close());
        opened.clear();
        threads.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
