package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.ipc.BlockLocation;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.arrow.memory.BufferAllocator;

/** Reads on a thread of its own: an interrupt of the calling thread, which is the user's, would close the file's channel for all. */
final class OffThreadReader implements BlockReader, AutoCloseable {
    private final BlockReader reader;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread created = new Thread(work, "arrow-share-reader");
        created.setDaemon(true);
        return created;
    });

    OffThreadReader(BlockReader reader) {
        this.reader = reader;
    }

    @Override
    public Batch read(BlockLocation block, List<String> columns, BufferAllocator allocator) {
        return await(thread.submit(() -> reader.read(block, columns, allocator)));
    }

    /** Waits to the end, since an abandoned batch would never be closed; reading a block is short. */
    private static Batch await(Future<Batch> reading) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return reading.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw unwrapped(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException unwrapped(ExecutionException failure) {
        Throwable cause = failure.getCause();
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException e ? e : new ArrowShareException("reading a block failed", cause);
    }

    @Override
    public void skip(BlockLocation block) {
        reader.skip(block);
    }

    @Override
    public Batch empty(List<String> columns, BufferAllocator allocator) {
        return reader.empty(columns, allocator);
    }

    @Override
    public boolean tellsWrites() {
        return reader.tellsWrites();
    }

    @Override
    public long copiedBytes(Batch batch) {
        return reader.copiedBytes(batch);
    }

    @Override
    public String name() {
        return reader.name();
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
