package dev.arrowshare.dataset;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.rows.RowFlatMapper;
import dev.arrowshare.dataset.rows.RowMapper;
import dev.arrowshare.dataset.rows.RowPredicate;
import dev.arrowshare.dataset.share.BatchCopy;
import dev.arrowshare.dataset.share.DatasetTicket;
import dev.arrowshare.dataset.share.SharedFile;
import dev.arrowshare.filter.Filter;
import dev.arrowshare.ipc.ArrowWriteOptions;
import dev.arrowshare.parquet.ParquetReadOptions;
import dev.arrowshare.parquet.ParquetWriteOptions;
import dev.arrowshare.parquet.SkippedFile;
import dev.arrowshare.parquet.SkippedRows;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A dataset that is decoded once, written once to an Arrow file, and mapped by whoever works on it.
 *
 * <pre>{@code
 * try (SharedDataset trips = SharedDataset.fromParquet(Path.of("trips.parquet"))) {
 *     RunSummary run = trips.mapBatches(new TipShare()).workers(processes(4)).writeParquet(Path.of("tips.parquet"));
 * }
 * }</pre>
 *
 * <p>The steps {@link #mapBatches}, {@link #select}, … begin a {@link Pipeline}, whose verbs run it. A dataset from Parquet is
 * converted in the background; verbs take its batches as they are completed.
 *
 * <p><b>Threads:</b> safe; several verbs may run at once, and {@link #close} while they do.
 *
 * <p><b>Ownership:</b> the caller closes it. Verbs that run and batches that are open go on to the end, then the temporary file is
 * deleted; nothing new can be started. A file of the caller's own is never deleted.
 *
 * <p><b>Errors:</b> {@link dev.arrowshare.error.ClosedException} after {@link #close}; {@link
 * dev.arrowshare.error.CorruptFileException} for a file that contradicts its format, from the verb that met it; {@link
 * dev.arrowshare.error.SchemaMismatchException} for files of different schemas.
 */
public final class SharedDataset implements AutoCloseable {
    private final SharedFile file;

    SharedDataset(SharedFile file) {
        this.file = file;
    }

    SharedFile file() {
        return file;
    }

    /** Shares a Parquet file, all Parquet files of a folder, or those that a glob such as {@code data/*.parquet} matches. */
    public static SharedDataset fromParquet(Path source) {
        return fromParquet(source, ParquetReadOptions.read());
    }

    /** Shares some columns of a Parquet file, folder or glob. */
    public static SharedDataset fromParquet(Path source, ParquetReadOptions read) {
        return fromParquet(List.of(source), read);
    }

    /** Shares Parquet files of one schema, in that order. */
    public static SharedDataset fromParquet(List<Path> sources) {
        return fromParquet(sources, ParquetReadOptions.read());
    }

    /** Shares some columns of Parquet files, in that order. */
    public static SharedDataset fromParquet(List<Path> sources, ParquetReadOptions read) {
        return new SharedDataset(SharedFile.convert(sources, read));
    }

    /** Shares a Parquet source by way of an Arrow file that stays: attaches to it when it was made of this source, else makes it anew. */
    public static SharedDataset fromParquet(Path source, Path arrowFile) {
        return fromParquet(source, ParquetReadOptions.read(), arrowFile);
    }

    /** As {@link #fromParquet(Path, Path)}, with some columns. */
    public static SharedDataset fromParquet(Path source, ParquetReadOptions read, Path arrowFile) {
        return new SharedDataset(SharedFile.convert(List.of(source), read, arrowFile));
    }

    /** Attaches to an Arrow file, copying nothing. */
    public static SharedDataset open(Path arrowFile) {
        return new SharedDataset(SharedFile.open(arrowFile));
    }

    /** Finds the dataset of a ticket, and refuses a file that has taken its place. */
    public static SharedDataset open(DatasetTicket ticket) {
        return new SharedDataset(SharedFile.open(ticket));
    }

    /** Shares a copy of these batches, which stay the caller's. */
    public static SharedDataset fromBatches(Batch... batches) {
        return fromBatches(List.of(batches));
    }

    /** Shares a copy of these batches, which stay the caller's. */
    public static SharedDataset fromBatches(Iterable<Batch> batches) {
        return new SharedDataset(BatchCopy.share(batches));
    }

    /** The columns. */
    public Schema schema() {
        return file.schema();
    }

    /** How many rows it has or will have. Where a filter is at work, which it is not known before, waits for the conversion. */
    public long rows() {
        return file.rows();
    }

    /** How many rows it will have at most, which is known at once. */
    public long rowsAtMost() {
        return file.rowsAtMost();
    }

    /** What of its Parquet source a filter left out, so far; all of it when the conversion is complete. */
    public SkippedRows skipped() {
        return file.skipped();
    }

    /** The Parquet files that were left out because they are bad, see {@link ParquetReadOptions#skipBadFiles}. */
    public List<SkippedFile> skippedFiles() {
        return file.skippedFiles();
    }

    /** The Arrow file, complete: waits for the conversion. */
    public Path path() {
        return file.path();
    }

    /** What finds this dataset in another process; waits for the conversion. */
    public DatasetTicket ticket() {
        return file.ticket();
    }

    /** All of it, to be worked on. */
    public Pipeline pipeline() {
        return Pipeline.over(this);
    }

    /** See {@link Pipeline#mapBatches(BatchMapper)}. */
    public Pipeline mapBatches(BatchMapper mapper) {
        return pipeline().mapBatches(mapper);
    }

    /** See {@link Pipeline#mapBatches(ResourceFactory, ResourceMapper)}. */
    public <R> Pipeline mapBatches(ResourceFactory<R> factory, ResourceMapper<R> mapper) {
        return pipeline().mapBatches(factory, mapper);
    }

    /** See {@link Pipeline#mapRows}. */
    public <I extends Record, O extends Record> Pipeline mapRows(Class<I> in, Class<O> out, RowMapper<I, O> mapper) {
        return pipeline().mapRows(in, out, mapper);
    }

    /** See {@link Pipeline#withColumns}. */
    public <I extends Record, O extends Record> Pipeline withColumns(
            Class<I> in, Class<O> out, RowMapper<I, O> mapper) {
        return pipeline().withColumns(in, out, mapper);
    }

    /** See {@link Pipeline#filterRows}. */
    public <I extends Record> Pipeline filterRows(Class<I> in, RowPredicate<I> predicate) {
        return pipeline().filterRows(in, predicate);
    }

    /** See {@link Pipeline#flatMapRows}. */
    public <I extends Record, O extends Record> Pipeline flatMapRows(
            Class<I> in, Class<O> out, RowFlatMapper<I, O> mapper) {
        return pipeline().flatMapRows(in, out, mapper);
    }

    /** See {@link Pipeline#select}. */
    public Pipeline select(String... columns) {
        return pipeline().select(columns);
    }

    /** See {@link Pipeline#where}. */
    public Pipeline where(Filter filter) {
        return pipeline().where(filter);
    }

    /** See {@link Pipeline#limit}. */
    public Pipeline limit(long rows) {
        return pipeline().limit(rows);
    }

    /** See {@link Pipeline#rowsPerBatch}. */
    public Pipeline rowsPerBatch(long rows) {
        return pipeline().rowsPerBatch(rows);
    }

    /** See {@link Pipeline#forEach}. */
    public RunSummary forEach(BatchConsumer consumer) {
        return pipeline().forEach(consumer);
    }

    /** See {@link Pipeline#toBatches}. */
    public Batches toBatches() {
        return pipeline().toBatches();
    }

    /** See {@link Pipeline#writeParquet(Path, ParquetWriteOptions)}. */
    public RunSummary writeParquet(Path target) {
        return pipeline().writeParquet(target);
    }

    /** See {@link Pipeline#writeArrow(Path, ArrowWriteOptions)}. */
    public RunSummary writeArrow(Path target) {
        return pipeline().writeArrow(target);
    }

    @Override
    public void close() {
        file.close();
    }
}
