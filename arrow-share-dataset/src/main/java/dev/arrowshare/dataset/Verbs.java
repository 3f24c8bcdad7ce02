package dev.arrowshare.dataset;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.share.SharedFile;
import dev.arrowshare.dataset.sink.ArrowRunSink;
import dev.arrowshare.dataset.sink.FolderRunSink;
import dev.arrowshare.dataset.sink.Target;
import dev.arrowshare.dataset.work.Output;
import dev.arrowshare.dataset.work.PageFault;
import dev.arrowshare.dataset.work.Step;
import dev.arrowshare.error.InterruptedRunException;
import dev.arrowshare.error.MapperException;
import dev.arrowshare.ipc.ArrowFile;
import dev.arrowshare.ipc.ArrowWriteOptions;
import dev.arrowshare.ipc.publish.RunFolder;
import dev.arrowshare.parquet.FolderLayout;
import dev.arrowshare.parquet.ParquetWriteOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** What the verbs of a pipeline do. */
final class Verbs {
    private Verbs() {}

    static RunSummary writeParquet(Recipe recipe, Path target, ParquetWriteOptions options) {
        Path file = Target.require(target);
        // A limit may fall into a row group, so the rows are counted before they are encoded.
        Output output = recipe.limitsOutput() ? new Output.Batches() : new Output.RowGroups(options);
        return interruptible(() -> {
            ResumableJob job = new ResumableJob(recipe, file, options);
            try (PipelineRun run =
                    PipelineRun.start(recipe, output, options.rowGroupRows(), options.memoryBudget(), job::begin)) {
                run.requireOther(file);
                return run.writeTo(schema -> run.sink(file, schema, options.memoryBudget(run.budget())));
            }
        });
    }

    static RunSummary writeParquetFolder(Recipe recipe, Path target, ParquetWriteOptions options, FolderLayout layout) {
        Path folder = Target.requireFolder(target);
        Output output = recipe.limitsOutput() ? new Output.Batches() : new Output.RowGroups(options, layout);
        return interruptible(() -> {
            try (PipelineRun run = PipelineRun.start(recipe, output, options.rowGroupRows(), options.memoryBudget())) {
                run.requireOther(folder);
                return run.writeTo(
                        schema -> new FolderRunSink(folder, schema, options.memoryBudget(run.budget()), layout));
            }
        });
    }

    static RunSummary writeArrow(Recipe recipe, Path target, ArrowWriteOptions options) {
        Path file = Target.require(target);
        return interruptible(() -> {
            try (PipelineRun run = PipelineRun.start(recipe, new Output.Batches(), 1)) {
                run.requireOther(file);
                return run.writeTo(schema -> new ArrowRunSink(file, schema, options));
            }
        });
    }

    static SharedDataset share(Recipe recipe) {
        return interruptible(() -> {
            RunFolder folder = RunFolder.create();
            try {
                Path file = folder.path().resolve("shared.arrow");
                try (PipelineRun run = PipelineRun.start(recipe, new Output.Batches(), 1)) {
                    run.writeTo(schema -> new ArrowRunSink(file, schema, ArrowWriteOptions.defaults()));
                }
                return new SharedDataset(SharedFile.temporary(ArrowFile.open(file), folder::close));
            } catch (RuntimeException | Error e) {
                folder.close();
                throw e;
            }
        });
    }

    static RunSummary forEach(Recipe recipe, BatchConsumer consumer) {
        return interruptible(() -> {
            try (RunBatches batches = new RunBatches(PipelineRun.start(recipe, new Output.Batches(), 1))) {
                long rows = 0;
                for (Batch batch : batches) {
                    try (batch) {
                        rows += batch.rows();
                        accept(consumer, batch, rows, batches.inputName());
                    } catch (RuntimeException e) {
                        batches.failed(e);
                        throw e;
                    }
                }
                return batches.summary();
            }
        });
    }

    private static void accept(BatchConsumer consumer, Batch batch, long rowsSoFar, String input) {
        try {
            consumer.accept(batch);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("the run was interrupted in its consumer", e);
        } catch (Exception | Error e) {
            PageFault.rethrow(e, input);
            throw new MapperException(
                    "the consumer threw " + e + " at the batch that ends with row " + rowsSoFar + " of the result", e);
        }
    }

    static Batches toBatches(Recipe recipe) {
        return interruptible(() -> new RunBatches(PipelineRun.start(recipe, new Output.Batches(), 1)));
    }

    static long count(Recipe recipe) {
        if (recipe.keepsRows() && recipe.source().rows().isPresent()) {
            return Math.min(recipe.source().rows().getAsLong(), recipe.inputLimit());
        }
        return interruptible(() -> {
            try (PipelineRun run = PipelineRun.start(recipe, new Output.Counts(), 1)) {
                return run.count();
            }
        });
    }

    /** The columns after those steps, none of which is a function. */
    static Schema selected(Schema schema, List<Step> steps) {
        Schema selected = schema;
        for (Step step : steps) {
            if (step instanceof Step.Select select) {
                Schema before = selected;
                List<Field> fields =
                        select.columns().stream().map(before::findField).toList();
                selected = new Schema(fields, before.getCustomMetadata());
            }
        }
        return selected;
    }

    /**
     * Runs a verb so that an interrupt shows as one, whatever it broke: it closes the channels of outputs, and makes functions throw as
     * they like.
     */
    private static <T> T interruptible(Supplier<T> verb) {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedRunException("the thread was interrupted before the run began");
        }
        try {
            return verb.get();
        } catch (InterruptedRunException e) {
            throw e;
        } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedRunException("the run was interrupted", e);
            }
            throw e;
        }
    }
}
