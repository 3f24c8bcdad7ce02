package dev.arrowshare.parquet;

import dev.arrowshare.error.InterruptedRunException;
import dev.arrowshare.parquet.FilteredPlan.Stretch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The windows of all parts of a file in order, each part decoded by one thread; with one thread by the caller's.
 *
 * <p>A thread takes the next part that nobody has. Parts behind the first that is not over wait while what was decoded exceeds the
 * limit, so that there is no standstill. One lock guards all but the decoding.
 */
final class FilteredWindows implements AutoCloseable {
    /** A part, and the windows of it that were decoded. */
    private static final class Part {
        private final FilteredRows rows;
        private final Deque<FilteredWindow> windows = new ArrayDeque<>();
        private boolean isOver;

        Part(FilteredRows rows) {
            this.rows = rows;
        }
    }

    private final List<List<Stretch>> stretches;
    private final Function<List<Stretch>, FilteredRows> reader;
    private final long readAheadBytes;
    private final List<Thread> workers = new ArrayList<>();
    private final Object lock = new Object();

    /** Parts that were begun, from the first that is not over on. */
    private final Deque<Part> parts = new ArrayDeque<>();

    private int begun;
    private long waitingBytes;
    private @Nullable Throwable failure;
    private boolean closed;

    private FilteredWindows(
            List<List<Stretch>> stretches, Function<List<Stretch>, FilteredRows> reader, long readAheadBytes) {
        this.stretches = stretches;
        this.reader = reader;
        this.readAheadBytes = readAheadBytes;
    }

    static FilteredWindows of(
            List<List<Stretch>> stretches, Function<List<Stretch>, FilteredRows> reader, ParquetReadOptions options) {
        FilteredWindows windows = new FilteredWindows(
                stretches,
                reader,
                Math.min(options.readAheadBytes(), options.memoryBudget().part(4)));
        int threads = Math.min(options.threads(), stretches.size());
        for (int i = 0; options.threads() > 1 && i < threads; i++) {
            Thread worker = new Thread(windows::work, "arrow-share parquet filter " + i);
            worker.setDaemon(true);
            windows.workers.add(worker);
        }
        windows.workers.forEach(Thread::start);
        return windows;
    }

    /** The next window, or null behind the last. */
    @Nullable
    FilteredWindow next() {
        return workers.isEmpty() ? decoded() : awaited();
    }

    private @Nullable FilteredWindow decoded() {
        while (true) {
            Part part = parts.isEmpty() ? begin() : parts.peek();
            if (part == null) {
                return null;
            }
            FilteredWindow window = part.rows.next();
            if (window != null) {
                return window;
            }
            parts.remove().rows.close();
        }
    }

    private @Nullable FilteredWindow awaited() {
        synchronized (lock) {
            while (true) {
                requireSound();
                Part head = parts.peek();
                if (head == null && begun == stretches.size()) {
                    return null;
                }
                FilteredWindow window = head == null ? null : head.windows.poll();
                if (window != null) {
                    waitingBytes -= window.bytes();
                    lock.notifyAll();
                    return window;
                }
                if (head != null && head.isOver) {
                    parts.remove();
                    lock.notifyAll();
                    continue;
                }
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedRunException("interrupted while waiting for a batch", e);
                }
            }
        }
    }

    private void requireSound() {
        Throwable cause = failure;
        if (cause instanceof RuntimeException exception) {
            throw exception;
        }
        if (cause instanceof Error error) {
            throw error;
        }
    }

    private @Nullable Part begin() {
        if (begun == stretches.size()) {
            return null;
        }
        Part part = new Part(reader.apply(stretches.get(begun++)));
        parts.add(part);
        return part;
    }

    private void work() {
        try {
            for (Part part = take(); part != null; part = take()) {
                decode(part);
            }
        } catch (RuntimeException | Error e) {
            synchronized (lock) {
                failure = failure == null ? e : failure;
                lock.notifyAll();
            }
        }
    }

    private @Nullable Part take() {
        synchronized (lock) {
            return closed || failure != null ? null : begin();
        }
    }

    private void decode(Part part) {
        while (isWanted(part)) {
            FilteredWindow window = part.rows.next();
            synchronized (lock) {
                if (window == null) {
                    part.isOver = true;
                } else {
                    part.windows.add(window);
                    waitingBytes += window.bytes();
                }
                lock.notifyAll();
            }
            if (window == null) {
                part.rows.close();
                return;
            }
        }
    }

    /** Waits for room; false when nobody wants the part any more. */
    private boolean isWanted(Part part) {
        synchronized (lock) {
            while (!closed && failure == null && parts.peek() != part && waitingBytes >= readAheadBytes) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedRunException("a decoding thread was interrupted", e);
                }
            }
            return !closed && failure == null;
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        DecodedBatches.join(workers);
        for (Part part : parts) {
            part.windows.forEach(FilteredWindow::close);
            part.rows.close();
        }
        parts.clear();
    }
}
