package dev.arrowshare.dataset;

import dev.arrowshare.ipc.ArrowWriteOptions;
import dev.arrowshare.parquet.ParquetWriteOptions;
import java.nio.file.Path;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Steps over the batches of a dataset, and who takes them. Steps return a new pipeline; verbs run it.
 *
 * <pre>{@code
 * trips.select("fare", "tip")
 *         .mapBatches(new TipShare())
 *         .workers(threads(4))
 *         .writeParquet(Path.of("tips.parquet"));
 * }</pre>
 *
 * <p><b>Threads:</b> immutable; a pipeline may be run several times, also at once.
 *
 * <p><b>Ownership:</b> a pipeline holds nothing; it needs its dataset open when a verb is called.
 *
 * <p><b>Errors:</b> an argument that can be judged is judged where it is set. A verb that fails leaves the old output, no temporary
 * file, no thread and no process: {@link dev.arrowshare.error.MapperException} with the function's exception as cause, {@link
 * dev.arrowshare.error.SchemaMismatchException} when a later result has another schema than the first, {@link
 * dev.arrowshare.error.InterruptedRunException} when the calling thread was interrupted, never a shorter result.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Pipeline {
    Pipeline() {}

    /** Each batch goes through the function. */
    public Pipeline mapBatches(BatchMapper mapper) {
        throw new UnsupportedOperationException();
    }

    /** Each batch goes through the function, with a resource that each worker opens once and closes at the end. */
    public <R> Pipeline mapBatches(ResourceFactory<R> factory, ResourceMapper<R> mapper) {
        throw new UnsupportedOperationException();
    }

    /** Only those columns, in that order. Before the first function, the others are never touched. */
    public Pipeline select(String... columns) {
        throw new UnsupportedOperationException();
    }

    /** The first rows only; with {@link #unordered} after a function, any so many rows. */
    public Pipeline limit(long rows) {
        throw new UnsupportedOperationException();
    }

    /** Batches of at most so many rows, rounded down to a multiple of 64 so that nothing has to be copied; at least 64. */
    public Pipeline rowsPerBatch(long rows) {
        throw new UnsupportedOperationException();
    }

    /** Results come in the order of the input, which is the default. */
    public Pipeline ordered() {
        throw new UnsupportedOperationException();
    }

    /** Results come as they are finished. */
    public Pipeline unordered() {
        throw new UnsupportedOperationException();
    }

    /** Who does the work; threads, one a core, unless said. */
    public Pipeline workers(Workers workers) {
        throw new UnsupportedOperationException();
    }

    /** The run fails, with the column and the cause, if any byte of the input has to be copied before a function can read it. */
    public Pipeline requireZeroCopy() {
        throw new UnsupportedOperationException();
    }

    /** The output's schema, which otherwise is that of the first result with every column nullable. */
    public Pipeline returning(Schema schema) {
        throw new UnsupportedOperationException();
    }

    /** Runs, and writes the result to a Parquet file, which is replaced only by a whole result. */
    public RunSummary writeParquet(Path target) {
        return writeParquet(target, ParquetWriteOptions.defaults());
    }

    /** Runs, and writes the result to a Parquet file, which is replaced only by a whole result. */
    public RunSummary writeParquet(Path target, ParquetWriteOptions options) {
        throw new UnsupportedOperationException();
    }

    /** Runs, and writes the result to an Arrow file, which is replaced only by a whole result. */
    public RunSummary writeArrow(Path target) {
        return writeArrow(target, ArrowWriteOptions.defaults());
    }

    /** Runs, and writes the result to an Arrow file, which is replaced only by a whole result. */
    public RunSummary writeArrow(Path target, ArrowWriteOptions options) {
        throw new UnsupportedOperationException();
    }

    /** Runs, and shares the result: a dataset in a temporary file that its close deletes. */
    public SharedDataset share() {
        throw new UnsupportedOperationException();
    }

    /** Runs, and hands each result to the consumer on the calling thread. */
    public RunSummary forEach(BatchConsumer consumer) {
        throw new UnsupportedOperationException();
    }

    /** Begins to run; the results are taken while it goes on. */
    public Batches toBatches() {
        throw new UnsupportedOperationException();
    }

    /** Runs, and counts the rows of the result. */
    public long count() {
        throw new UnsupportedOperationException();
    }
}
