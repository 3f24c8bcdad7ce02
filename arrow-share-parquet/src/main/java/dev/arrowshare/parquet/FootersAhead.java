package dev.arrowshare.parquet;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.InterruptedRunException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Opens files in order, which is to read their footers. Those that are not local are opened ahead, a few at once, as each takes its time
 * before the first byte comes.
 *
 * <p><b>Threads:</b> for one thread.
 */
final class FootersAhead implements AutoCloseable {
    private static final int AT_ONCE = 8;

    private final Iterator<Callable<ParquetSource>> sources;
    private final ExecutorService threads;

    FootersAhead(List<Path> files, Function<Path, ParquetSource> open) {
        boolean isFar = files.size() > 1
                && files.stream().anyMatch(file -> !file.getFileSystem().equals(FileSystems.getDefault()));
        this.threads = Executors.newFixedThreadPool(AT_ONCE, task -> {
            Thread thread = new Thread(task, "arrow-share Parquet footers");
            thread.setDaemon(true);
            return thread;
        });
        List<Callable<ParquetSource>> opening = new ArrayList<>();
        for (Path file : files) {
            if (isFar) {
                Future<ParquetSource> source = threads.submit(() -> open.apply(file));
                opening.add(source::get);
            } else {
                opening.add(() -> open.apply(file));
            }
        }
        this.sources = opening.iterator();
    }

    /** The next file, or what opening it ended with. */
    ParquetSource next() {
        try {
            return sources.next().call();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("interrupted while files were opened", e);
        } catch (ExecutionException e) {
            throw thrown(e.getCause() == null ? e : e.getCause());
        } catch (Exception e) {
            throw thrown(e);
        }
    }

    private static RuntimeException thrown(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException exception ? exception : new ArrowShareException("" + cause, cause);
    }

    /** Opens no more. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
