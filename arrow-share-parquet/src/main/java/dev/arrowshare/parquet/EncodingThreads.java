package dev.arrowshare.parquet;

import dev.arrowshare.error.InterruptedRunException;
import dev.arrowshare.parquet.encode.ColumnEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Column encoders, one a thread, that take the columns of a row group one after the other. The calling thread is one of them. */
final class EncodingThreads implements AutoCloseable {

    /** Encodes one column. */
    @FunctionalInterface
    interface ColumnTask {
        void encode(ColumnEncoder encoder, int column);
    }

    private final List<ColumnEncoder> encoders = new ArrayList<>();
    private final @Nullable ExecutorService others;

    EncodingThreads(ParquetWriteOptions options) {
        for (int i = 0; i < options.threads(); i++) {
            encoders.add(new ColumnEncoder(options));
        }
        others = options.threads() == 1
                ? null
                : Executors.newFixedThreadPool(options.threads() - 1, task -> {
                    Thread thread = new Thread(task, "arrow-share parquet encoder");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Returns, normally or not, when no thread works on these columns any more: their memory may then be freed. */
    void forEachColumn(int columns, ColumnTask task) {
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> running = new ArrayList<>();
        if (others != null) {
            for (int i = 1; i < Math.min(encoders.size(), columns); i++) {
                ColumnEncoder encoder = encoders.get(i);
                running.add(others.submit(run(encoder, columns, task, next)));
            }
        }
        @Nullable Throwable failure = null;
        try {
            run(encoders.get(0), columns, task, next).call();
        } catch (Exception | Error e) {
            failure = e;
        }
        rethrow(await(running, next, columns, failure));
    }

    /** What the encoders hold, when no thread works. */
    long nativeBytes() {
        return encoders.stream().mapToLong(ColumnEncoder::nativeBytes).sum();
    }

    private static Callable<Void> run(ColumnEncoder encoder, int columns, ColumnTask task, AtomicInteger next) {
        return () -> {
            for (int column = next.getAndIncrement(); column < columns; column = next.getAndIncrement()) {
                task.encode(encoder, column);
            }
            return null;
        };
    }

    private static @Nullable Throwable await(
            List<Future<?>> running, AtomicInteger next, int columns, @Nullable Throwable first) {
        Throwable failure = first;
        boolean interrupted = false;
        for (Future<?> future : running) {
            boolean isDone = false;
            while (!isDone) {
                if (failure != null) {
                    next.set(columns);
                }
                try {
                    future.get();
                    isDone = true;
                } catch (InterruptedException e) {
                    interrupted = true;
                    failure = failure == null
                            ? new InterruptedRunException("interrupted while encoding Parquet", e)
                            : failure;
                } catch (ExecutionException e) {
                    isDone = true;
                    failure = failure == null ? e.getCause() : failure;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return failure;
    }

    private static void rethrow(@Nullable Throwable failure) {
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        if (failure != null) {
            throw new IllegalStateException("a column encoder threw a checked exception", failure);
        }
    }

    @Override
    public void close() {
        if (others != null) {
            others.shutdown();
        }
        encoders.forEach(ColumnEncoder::close);
    }
}
