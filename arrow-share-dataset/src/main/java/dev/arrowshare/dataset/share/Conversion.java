package dev.arrowshare.dataset.share;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.ClosedException;
import dev.arrowshare.ipc.ArrowFileWriter;
import dev.arrowshare.ipc.ArrowWriteOptions;
import dev.arrowshare.ipc.publish.RunFolder;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.parquet.BatchStream;
import dev.arrowshare.parquet.SkippedRows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Parquet files on their way into one Arrow file, in a thread of its own. */
final class Conversion implements Origin {
    private final ParquetInputs inputs;
    private final @Nullable RunFolder folder;
    private final ArrowFileWriter writer;
    private final InputFile file;
    private final Path target;
    private final GrowingFeed feed = new GrowingFeed();
    private final Thread thread;
    private final long begun = System.nanoTime();
    private volatile long nanos = -1;
    private volatile SkippedRows skipped = SkippedRows.NONE;
    private volatile boolean cancelled;

    private Conversion(ParquetInputs inputs, Path target, @Nullable RunFolder folder) {
        this.inputs = inputs;
        this.folder = folder;
        this.target = target;
        this.writer = ArrowFileWriter.create(target, inputs.schema(), ArrowWriteOptions.defaults());
        this.file = InputFile.writtenTo(writer.writingTo(), target);
        this.thread = new Thread(this::run, "arrow-share-convert");
        thread.setDaemon(true);
    }

    /** To a file of the user's, which stays. */
    static Conversion to(ParquetInputs inputs, Path target) {
        Conversion conversion = new Conversion(inputs, target, null);
        conversion.thread.start();
        return conversion;
    }

    static Conversion toTemporaryFile(ParquetInputs inputs) {
        RunFolder folder = RunFolder.create();
        try {
            folder.requireSpace(inputs.estimatedBytes());
            Conversion conversion = new Conversion(inputs, folder.path().resolve("shared.arrow"), folder);
            conversion.thread.start();
            return conversion;
        } catch (RuntimeException | Error e) {
            folder.close();
            throw e;
        }
    }

    private void run() {
        try (writer) {
            convertAll();
        } catch (RuntimeException | Error e) {
            feed.fail(failure(e));
        }
    }

    /** Whoever finds the file gone is to find the failure, so that is there before the file is deleted. */
    private void convertAll() {
        try {
            convertBatches();
            inputs.sources().forEach(ParquetInputs::requireUnchanged);
            writer.publish(SourceRecord.of(inputs));
            nanos = System.nanoTime() - begun;
            feed.complete();
        } catch (RuntimeException | Error e) {
            feed.fail(failure(e));
        }
    }

    private void convertBatches() {
        try (BatchStream batches = inputs.files().read(Allocators.root())) {
            for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
                try (Batch current = batch) {
                    feed.add(writer.append(current));
                }
            }
            skipped = skipped.plus(batches.skipped());
        }
    }

    private RuntimeException failure(Throwable cause) {
        if (cancelled) {
            return new ClosedException("the shared dataset " + name() + " is closed");
        }
        return cause instanceof RuntimeException e
                ? e
                : new ArrowShareException(name() + ": the conversion failed: " + cause, cause);
    }

    @Override
    public String name() {
        return inputs.name();
    }

    @Override
    public Schema schema() {
        return inputs.schema();
    }

    @Override
    public long rows() {
        return inputs.isFiltered() ? feed.awaitRows() : inputs.rows();
    }

    @Override
    public long rowsAtMost() {
        return inputs.rows();
    }

    @Override
    public SkippedRows skipped() {
        return skipped;
    }

    @Override
    public InputFile file() {
        return file;
    }

    @Override
    public BlockFeed blocks() {
        return feed;
    }

    @Override
    public boolean isComplete() {
        return nanos >= 0;
    }

    @Override
    public Path sealed() {
        feed.awaitComplete();
        return target;
    }

    @Override
    public Optional<Path> knownPath() {
        return folder == null ? Optional.of(target) : Optional.empty();
    }

    @Override
    public String identity() {
        return SourceRecord.identity(SourceRecord.of(inputs)).orElseThrow();
    }

    @Override
    public Duration convertTime() {
        long done = nanos;
        return Duration.ofNanos(done < 0 ? System.nanoTime() - begun : done);
    }

    /** A temporary file is given up; one that stays is made to its end. */
    @Override
    public void release() {
        if (folder != null) {
            cancelled = true;
            thread.interrupt();
        }
        awaitThread();
        if (folder != null) {
            folder.close();
        }
    }

    private void awaitThread() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
