package dev.arrowshare.cli;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.BatchMapper;
import dev.arrowshare.dataset.work.CancelledRunException;
import dev.arrowshare.dataset.work.NamedFunction;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A function that is compiled while the first rows are decoded: whoever calls it waits for it. It does not travel.
 *
 * <p><b>Threads:</b> safe.
 */
@SuppressWarnings("serial") // It stays in this process.
final class LaterMapper implements BatchMapper, NamedFunction, AutoCloseable {
    private final FutureTask<MapperRecord> making;

    private LaterMapper(FutureTask<MapperRecord> making) {
        this.making = making;
    }

    static LaterMapper of(Callable<MapperRecord> make) {
        LaterMapper mapper = new LaterMapper(new FutureTask<>(make));
        Thread thread = new Thread(mapper.making, "arrow-share-compile");
        thread.setDaemon(true);
        thread.start();
        return mapper;
    }

    @Override
    public Batch map(Batch batch) throws Exception {
        try {
            return making.get().mapper().map(batch);
        } catch (ExecutionException e) {
            // Not a failure at this batch, which a run might go on after: whoever waits for the run says why.
            throw new CancelledRunException();
        }
    }

    @Override
    public String functionName() {
        String name = made().mapper().getClass().getName();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** What it was made to, waited for; throws what kept it from being made. */
    private MapperRecord made() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return making.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw unchecked(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException unchecked(@Nullable Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
    }

    /** Does that with this function; that it could not be made comes before all that failed for it. */
    <T> T with(Supplier<T> run) {
        try {
            return run.get();
        } catch (RuntimeException | Error e) {
            var unused = made();
            throw e;
        }
    }

    @Override
    public void close() {
        made().close();
    }
}
