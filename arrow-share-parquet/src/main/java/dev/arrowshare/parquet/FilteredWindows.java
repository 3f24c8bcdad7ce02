package dev.arrowshare.parquet;

import dev.arrowshare.error.InterruptedRunException;
import dev.arrowshare.memory.MemoryBudget;
import dev.arrowshare.parquet.FilteredPlan.Stretch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The windows of all parts of a file in order. Each part is decoded by one thread at a time, a window a step; with one thread by the
 * caller's.
 *
 * <p>The first part that is not over may always go on, so that there is no standstill; others as long as {@link
 * DecodingThreads#mayGoAhead there is room} for a window.
 */
final class FilteredWindows implements DecodingThreads.Work, AutoCloseable {
    /** A part, and the windows of it that were decoded. */
    private static final class Part {
        private final List<Stretch> stretches;
        private final Deque<FilteredWindow> windows = new ArrayDeque<>();
        private @Nullable FilteredRows rows;
        private boolean isIdle = true;
        private boolean isOver;

        Part(List<Stretch> stretches) {
            this.stretches = stretches;
        }

        void closeRows() {
            if (rows != null) {
                rows.close();
            }
        }

        void close() {
            windows.forEach(FilteredWindow::close);
            windows.clear();
            closeRows();
        }
    }

    private final List<List<Stretch>> stretches;
    private final Function<List<Stretch>, FilteredRows> reader;
    private final DecodingThreads threads;
    private final Object lock;
    private final MemoryBudget.Share memory;
    private final long windowBytes;
    private final long scratchBytes;
    private final int mostOpen;

    /** Parts that were begun, from the first that is not over on. */
    private final Deque<Part> parts = new ArrayDeque<>();

    private int begun;
    private int open;
    private long waitingBytes;
    private @Nullable Throwable failure;
    private boolean closed;

    private FilteredWindows(
            List<List<Stretch>> stretches,
            Function<List<Stretch>, FilteredRows> reader,
            FilteredRead read,
            DecodingThreads threads) {
        this.stretches = stretches;
        this.reader = reader;
        this.threads = threads;
        this.lock = threads.lock();
        this.memory = read.options().memoryBudget().open();
        this.windowBytes = read.windowBytes();
        this.scratchBytes = read.scratchBytes();
        this.mostOpen = read.options().threads();
    }

    static FilteredWindows of(
            List<List<Stretch>> stretches,
            Function<List<Stretch>, FilteredRows> reader,
            FilteredRead read,
            DecodingThreads threads) {
        FilteredWindows windows = new FilteredWindows(stretches, reader, read, threads);
        threads.add(windows, stretches.size());
        return windows;
    }

    /** The next window, or null behind the last. What it holds counts until it is {@link #letGo}. */
    @Nullable
    FilteredWindow next() {
        return threads.areNone() ? decoded() : awaited();
    }

    /** Says that windows are somebody else's now. */
    void letGo(long bytes) {
        memory.letGo(bytes);
    }

    private @Nullable FilteredWindow decoded() {
        while (true) {
            Part part = parts.isEmpty() ? beginPart() : parts.peek();
            if (part == null) {
                return null;
            }
            memory.hold(windowBytes);
            FilteredWindow window = rows(part).next();
            memory.hold((window == null ? 0 : window.bytes()) - windowBytes);
            if (window != null) {
                return window;
            }
            parts.remove();
            end(part);
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

    private @Nullable Part beginPart() {
        if (begun == stretches.size()) {
            return null;
        }
        Part part = new Part(stretches.get(begun++));
        memory.hold(scratchBytes);
        open++;
        parts.add(part);
        return part;
    }

    private void end(Part part) {
        part.closeRows();
        memory.letGo(scratchBytes);
        open--;
    }

    @Override
    public @Nullable Runnable begin(boolean isFirst) {
        if (closed || failure != null) {
            return null;
        }
        boolean mayGoAhead = threads.mayGoAhead(this, windowBytes);
        Part part = isFirst || mayGoAhead ? idle(mayGoAhead) : null;
        if (part == null) {
            return null;
        }
        part.isIdle = false;
        memory.hold(windowBytes);
        return () -> decode(part);
    }

    /** The first part that nobody works at; without room only the first of all. */
    private @Nullable Part idle(boolean mayGoAhead) {
        for (Part part : parts) {
            if (part.isIdle && !part.isOver) {
                return part;
            }
            if (!mayGoAhead) {
                return null;
            }
        }
        return parts.isEmpty() || (mayGoAhead && open < mostOpen) ? beginPart() : null;
    }

    /** Opened by who decodes it, as this may have to read the file. */
    private FilteredRows rows(Part part) {
        FilteredRows known = part.rows;
        if (known == null) {
            known = reader.apply(part.stretches);
            part.rows = known;
        }
        return known;
    }

    private void decode(Part part) {
        try {
            FilteredWindow window = rows(part).next();
            synchronized (lock) {
                memory.hold((window == null ? 0 : window.bytes()) - windowBytes);
                if (window == null) {
                    part.isOver = true;
                    end(part);
                } else {
                    part.windows.add(window);
                    waitingBytes += window.bytes();
                }
                part.isIdle = true;
                lock.notifyAll();
            }
        } catch (RuntimeException | Error e) {
            synchronized (lock) {
                failure = failure == null ? e : failure;
                lock.notifyAll();
            }
        }
    }

    @Override
    public long waitingBytes() {
        return waitingBytes;
    }

    @Override
    public MemoryBudget.Share memory() {
        return memory;
    }

    @Override
    public void fail(RuntimeException cause) {
        failure = failure == null ? cause : failure;
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
        }
        threads.remove(this);
        for (Part part : parts) {
            part.close();
        }
        parts.clear();
        memory.close();
    }
}
