package dev.arrowshare.dataset;

import dev.arrowshare.dataset.event.RunEvent;
import dev.arrowshare.dataset.resume.Keep;
import dev.arrowshare.dataset.rows.RowFlatMapper;
import dev.arrowshare.dataset.rows.RowFunction;
import dev.arrowshare.dataset.rows.RowMapper;
import dev.arrowshare.dataset.rows.RowPredicate;
import dev.arrowshare.dataset.share.ParquetSelection;
import dev.arrowshare.dataset.work.Attach;
import dev.arrowshare.dataset.work.Order;
import dev.arrowshare.dataset.work.Step;
import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.filter.BoundFilter;
import dev.arrowshare.filter.Filter;
import dev.arrowshare.ipc.ArrowWriteOptions;
import dev.arrowshare.memory.MemoryBudget;
import dev.arrowshare.parquet.FolderLayout;
import dev.arrowshare.parquet.ParquetReadOptions;
import dev.arrowshare.parquet.ParquetWriteOptions;
import dev.arrowshare.schema.Schemas;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
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
 * file (unless it is {@link #resumable}, or lost a worker process), no thread and no process: {@link dev.arrowshare.error.MapperException} with the function's exception as cause, {@link
 * dev.arrowshare.error.SchemaMismatchException} when a later result has another schema than the first, {@link
 * dev.arrowshare.error.InterruptedRunException} when the calling thread was interrupted, never a shorter result. A function that goes
 * on after its run has failed, whatever is asked of it, keeps its thread for as long.
 */
public final class Pipeline {
    private final Recipe recipe;

    private Pipeline(Recipe recipe) {
        this.recipe = recipe;
    }

    /** See {@link #fromParquet(List, ParquetReadOptions)}. */
    public static Pipeline fromParquet(Path source) {
        return fromParquet(List.of(source), ParquetReadOptions.read());
    }

    /** See {@link #fromParquet(List, ParquetReadOptions)}. */
    public static Pipeline fromParquet(Path source, ParquetReadOptions read) {
        return fromParquet(List.of(source), read);
    }

    /**
     * Parquet files, folders or globs for one run: workers of this process get their batches straight from the decoder, and no Arrow
     * file is written. For worker processes each run makes a temporary one, as {@link SharedDataset#fromParquet(Path)} does, which is
     * what to use where several runs, or others, are to have the same rows.
     *
     * <pre>{@code
     * Pipeline.fromParquet(Path.of("trips.parquet")).mapBatches(new TipShare()).writeParquet(Path.of("tips.parquet"));
     * }</pre>
     *
     * <p>Reads the footers at once, and the rows whenever a verb runs; a leading {@link #select} chooses what is decoded.
     */
    public static Pipeline fromParquet(List<Path> sources, ParquetReadOptions read) {
        return new Pipeline(Recipe.of(new Source.Parquet(ParquetSelection.of(sources, read))));
    }

    static Pipeline over(SharedDataset dataset) {
        return new Pipeline(Recipe.of(new Source.Dataset(dataset)));
    }

    Recipe recipe() {
        return recipe;
    }

    /** Each batch goes through the function. */
    public Pipeline mapBatches(BatchMapper mapper) {
        return map(new Step.Map(Objects.requireNonNull(mapper, "mapper")));
    }

    /** Each batch goes through the function, with a resource that each worker opens once and closes at the end. */
    public <R> Pipeline mapBatches(ResourceFactory<R> factory, ResourceMapper<R> mapper) {
        return map(new Step.MapWith<>(
                Objects.requireNonNull(factory, "factory"), Objects.requireNonNull(mapper, "mapper")));
    }

    /**
     * A record for each row: the result's columns are the components of {@code out}, and no others. Only the columns that {@code in} names
     * are read.
     *
     * <pre>{@code
     * record Trip(double fare, double tip) {}
     * record Share(double tipShare) {}
     *
     * trips.mapRows(Trip.class, Share.class, trip -> new Share(trip.tip() / trip.fare()))
     * }</pre>
     *
     * <p>A component stands for the column of its name, or of that which {@link dev.arrowshare.dataset.rows.Column} says. Its type is one
     * that holds every value of the column's: an {@code int} may be read as {@code long}, a {@code timestamp} with a zone is an {@code
     * Instant}, a list a {@code List}, a struct a record. A null makes a box or an object null, an {@code OptionalDouble} empty, and ends the
     * run where the component is a primitive. Written are {@code timestamp[us]}, {@code decimal128(38, 18)} unless the annotation says
     * otherwise, and else what the Java type is.
     *
     * @throws dev.arrowshare.error.NoSuchColumnException for a component without a column
     * @throws IllegalArgumentException for a record that no row can be, or a component that the column's values cannot be; each at once,
     *     unless a function of batches stands before
     */
    public <I extends Record, O extends Record> Pipeline mapRows(Class<I> in, Class<O> out, RowMapper<I, O> mapper) {
        return rows(RowFunction.map(in, out, mapper));
    }

    /** As {@link #mapRows}, but beside all the columns that there are: those of a name that there is already are replaced. */
    public <I extends Record, O extends Record> Pipeline withColumns(
            Class<I> in, Class<O> out, RowMapper<I, O> mapper) {
        return rows(RowFunction.with(in, out, mapper));
    }

    /**
     * The rows for which the function is true, with all their columns; see {@link #mapRows} for the record. What a {@link #where} can say is
     * faster.
     */
    public <I extends Record> Pipeline filterRows(Class<I> in, RowPredicate<I> predicate) {
        return rows(RowFunction.filter(in, predicate));
    }

    /** As {@link #mapRows}, with any number of records for each row. */
    public <I extends Record, O extends Record> Pipeline flatMapRows(
            Class<I> in, Class<O> out, RowFlatMapper<I, O> mapper) {
        return rows(RowFunction.flatMap(in, out, mapper));
    }

    private Pipeline rows(RowFunction function) {
        Optional<Schema> known = recipe.columns();
        known.ifPresent(schema -> function.require(schema.getFields()));
        boolean selects = known.isPresent() && function.replacesColumns();
        Pipeline before = selects ? new Pipeline(recipe.step(new Step.Select(function.columns()))) : this;
        return before.map(new Step.Map(function));
    }

    /** A limit on earlier results is only known when all of them are there: they become a dataset of their own first. */
    private Pipeline map(Step step) {
        if (recipe.limitsOutput() && recipe.failing().deadLetter().isPresent()) {
            throw new IllegalArgumentException(
                    "deadLetter(" + recipe.failing().deadLetter().get()
                            + "): a limit on results with a step behind it makes two runs, which cannot have one dead letter; say"
                            + " deadLetter after that step, for the second of them");
        }
        Recipe before = recipe.limitsOutput() ? recipe.over(new Source.Upstream(this)) : recipe;
        return new Pipeline(before.step(step));
    }

    /** Only those columns, in that order. Before the first function, the others are never touched. */
    public Pipeline select(String... columns) {
        if (columns.length == 0) {
            throw new IllegalArgumentException("select() names no column");
        }
        List<String> names = List.of(columns);
        recipe.columns().ifPresent(schema -> requireColumns(schema, names));
        return new Pipeline(recipe.step(new Step.Select(names)));
    }

    /**
     * Only the rows for which the filter is true. Batches without one go no further. What of a Parquet source is not wanted at all is
     * better left out on reading, by {@link dev.arrowshare.parquet.ParquetReadOptions#where}.
     *
     * <pre>{@code
     * trips.where(column("fare").greaterThan(10).and(column("zone").in("a", "b")))
     * }</pre>
     *
     * @throws IllegalArgumentException for a value that does not fit its column, unless a function stands before
     */
    public Pipeline where(Filter filter) {
        Step step = new Step.Where(Objects.requireNonNull(filter, "filter"));
        recipe.columns().ifPresent(schema -> requireFitting(filter, schema));
        return map(step);
    }

    private static void requireFitting(Filter filter, Schema schema) {
        var unused = BoundFilter.of(filter, schema.getFields());
    }

    private static void requireColumns(Schema schema, List<String> names) {
        for (String name : names) {
            if (schema.getFields().stream().noneMatch(field -> field.getName().equals(name))) {
                throw new NoSuchColumnException("no column '" + name + "'; columns are " + Schemas.describe(schema));
            }
        }
    }

    /** The first rows only; with {@link #unordered} after a function, any so many rows. */
    public Pipeline limit(long rows) {
        if (rows < 0) {
            throw new IllegalArgumentException("limit(" + rows + "): a number of rows is not negative");
        }
        return new Pipeline(recipe.keepsRows() ? recipe.inputLimit(rows) : recipe.outputLimit(rows));
    }

    /** Batches of at most so many rows, rounded down to a multiple of 64 so that nothing has to be copied; at least 64. */
    public Pipeline rowsPerBatch(long rows) {
        if (rows < 64) {
            throw new IllegalArgumentException(
                    "rowsPerBatch(" + rows + "): at least 64, since slices begin at multiples of 64");
        }
        return new Pipeline(recipe.step(new Step.Slices(rows / 64 * 64)));
    }

    /** Results come in the order of the input, which is the default. */
    public Pipeline ordered() {
        return new Pipeline(recipe.order(Order.ORDERED));
    }

    /** Results come as they are finished. */
    public Pipeline unordered() {
        return new Pipeline(recipe.order(Order.UNORDERED));
    }

    /** Who does the work; threads, one a core, unless said. */
    public Pipeline workers(Workers workers) {
        if (workers instanceof Workers.Processes processes && processes.threads() > 1) {
            throw new IllegalArgumentException(
                    workers + " is for a WorkerPool: a pipeline's batches go to one thread a process; use"
                            + " processes(" + workers.count() + ")");
        }
        return new Pipeline(recipe.workers(Objects.requireNonNull(workers, "workers")));
    }

    /** The run fails, with the column and the cause, if any byte of the input has to be copied before a function can read it. */
    public Pipeline requireZeroCopy() {
        return new Pipeline(recipe.attach(Attach.ZERO_COPY));
    }

    /**
     * How many bytes of native memory a run may take beside the heap, in all of its processes: see {@link MemoryBudget}. Unless it is
     * set it is the dataset's own, as {@code ParquetReadOptions.memoryBudget} says. A small one makes small row groups.
     *
     * <p>A function may return many more rows than it was given: they are encoded whenever they make a row group. What it returns from
     * one call is held whole, even where it alone is more than the budget; {@link #rowsPerBatch} makes calls smaller. Verbs that hand
     * out batches hold what becomes of one batch of the input.
     */
    public Pipeline memoryBudget(long bytes) {
        return memoryBudget(MemoryBudget.ofBytes(bytes));
    }

    /** As {@link #memoryBudget(long)}, shared with all else that the budget is given to. */
    public Pipeline memoryBudget(MemoryBudget budget) {
        return new Pipeline(recipe.memoryBudget(Objects.requireNonNull(budget, "memoryBudget")));
    }

    /**
     * How long a worker may take for one task, which is a run of consecutive batches: what it is given at once. Waiting for others does
     * not count. A task that takes longer has failed, with a {@link java.util.concurrent.TimeoutException} as cause and the worker's stack in
     * the message. A worker process is killed then; a thread is interrupted, and left behind, a daemon, if it does not heed that within a
     * second. The calling thread of {@code inline()} is interrupted, and waited for.
     */
    public Pipeline taskTimeout(Duration limit) {
        return new Pipeline(recipe.rules(recipe.rules().taskTimeout(limit)));
    }

    /** How long a worker process may take until it is ready for its first task; a minute unless said. */
    public Pipeline startTimeout(Duration limit) {
        return new Pipeline(recipe.rules(recipe.rules().startTimeout(limit)));
    }

    /**
     * How long a verb may take until it has all results, which is a {@link dev.arrowshare.error.RunTimeoutException} otherwise. It shows when the next
     * result is asked for; a consumer is not interrupted.
     */
    public Pipeline runTimeout(Duration limit) {
        return new Pipeline(recipe.rules(recipe.rules().runTimeout(limit)));
    }

    /**
     * How often a task is sent again, to a new worker, when its worker process died; 2 unless said. A task that ends one worker more is a
     * poison task: {@link dev.arrowshare.error.WorkerFailedException}.
     */
    public Pipeline workerRetries(int times) {
        return new Pipeline(recipe.rules(recipe.rules().workerRetries(times)));
    }

    /** What becomes of a worker that seems to hang; unless said it is shown, after a minute or more. */
    public Pipeline onStall(OnStall reaction) {
        return new Pipeline(recipe.rules(recipe.rules().onStall(Objects.requireNonNull(reaction, "reaction"))));
    }

    /**
     * How many tasks wait at each worker process while it works on another, 31 at most, so that it need not wait for its next one. Unless
     * said that depends on how short tasks are, and is none where they take more than a millisecond or two.
     */
    public Pipeline prefetch(int tasks) {
        return new Pipeline(recipe.rules(recipe.rules().prefetch(tasks)));
    }

    /**
     * Told what a run has to say while it goes on: that a worker died and another takes its place, or that one seems to hang. Called by any
     * thread. Unless said it is logged by slf4j as a warning of {@code dev.arrowshare.dataset}.
     */
    public Pipeline onWarning(Consumer<String> told) {
        return new Pipeline(recipe.rules(recipe.rules().warnings(Objects.requireNonNull(told, "told"))));
    }

    /**
     * Makes {@link #writeParquet} keep what it has finished until it succeeds, however it ends: by a failure, an interrupt or {@code kill
     * -9}; and go on from there when the same job runs again, in another process too. The file is then byte for byte the one that a run
     * without an interruption makes.
     *
     * <pre>{@code
     * trips.mapBatches(new TipShare()).resumable().writeParquet(Path.of("tips.parquet"));
     * }</pre>
     *
     * <p>With {@linkplain Workers#processes worker processes} that is so without being asked for, but for what ends in good order: after a
     * failure of the function, or an interrupt, nothing is left. The same job is one with the same input, functions (their code and what
     * they captured), options and division of the input; another one, of this output, starts afresh and says so in its summary. A function
     * must give the same result for the same batch. What cannot be resumed, encrypted files, limits on results, runs that go on
     * after failures, other file systems, is refused by the verb; unless this was called, its summary says that it is not recorded.
     */
    public Pipeline resumable() {
        return new Pipeline(recipe.keep(Keep.ALWAYS));
    }

    /** Goes on with nothing that an earlier run has left, and leaves nothing. */
    public Pipeline fresh() {
        return new Pipeline(recipe.keep(Keep.NEVER));
    }

    /** The output's schema, which otherwise is that of the first result with every column nullable. */
    public Pipeline returning(Schema schema) {
        return new Pipeline(recipe.declared(Objects.requireNonNull(schema, "schema")));
    }

    /**
     * What becomes of the run when a function fails: throws, or returns null or a batch that it had closed. What fails is the batch that the
     * first function was given, as a whole, whichever function does; {@link #rowsPerBatch} before it makes it smaller. Unless it is set, or
     * {@link #deadLetter}, the first failure ends the run.
     *
     * <pre>{@code
     * trips.mapBatches(new TipShare()).onError(OnError.skip()).writeParquet(out);
     * }</pre>
     *
     * <p>A cancellation, a result of another schema, a write to the input, a resource that cannot be opened and a damaged file are no such
     * failures: they end the run. An {@link OutOfMemoryError} or {@link StackOverflowError} of the function is one.
     *
     * @throws IllegalArgumentException for {@link OnError#collect}, which is for pools
     */
    public Pipeline onError(OnError policy) {
        return new Pipeline(recipe.failing(recipe.failing().policy(Objects.requireNonNull(policy, "policy"))));
    }

    /**
     * How often a function is tried again, with the same batch, by the same worker, before it has failed. Each function by itself, those
     * that open resources included.
     */
    public Pipeline retry(Retry retry) {
        return new Pipeline(recipe.failing(recipe.failing().retry(Objects.requireNonNull(retry, "retry"))));
    }

    /**
     * Rows that fail go to that Parquet file, and the others go on: a batch that fails is divided until the rows that do are alone. For
     * functions that treat each row by itself. With {@link OnError#mark} the rows stand in the output too.
     *
     * <pre>{@code
     * trips.mapBatches(new TipShare()).deadLetter(Path.of("failed.parquet")).writeParquet(out);
     * }</pre>
     *
     * <p>The file has the columns that the first function was given, and six more: {@code error_type}, {@code error_message}, {@code
     * error_stack}, {@code error_attempts}, {@code source_batch} and {@code source_row}. It appears with the output, and only if a row
     * failed: an older one goes in any case. The command {@code arrow-share replay} runs a function over its rows again.
     *
     * <p>Dividing is bounded: after some 32,000 calls for one batch, the parts of it that fail are put aside whole.
     */
    public Pipeline deadLetter(Path file) {
        return new Pipeline(recipe.failing(recipe.failing().deadLetter(Objects.requireNonNull(file, "file"))));
    }

    /**
     * Who is told at once of the first failure that the run goes on after, from the thread that noticed it; unless it is set, a warning is
     * logged.
     */
    public Pipeline onFirstFailure(Consumer<RunSummary.Failure> listener) {
        return new Pipeline(recipe.failing(recipe.failing().onFirst(Objects.requireNonNull(listener, "listener"))));
    }

    /** Whenever a task is done, the thread of {@link #onEvent} says how many more rows of the input that were: for a progress bar, say. */
    public Pipeline onProgress(LongConsumer moreRows) {
        Objects.requireNonNull(moreRows, "moreRows");
        return onEvent(event -> {
            if (event instanceof RunEvent.TaskEnded task) {
                moreRows.accept(task.work().rowsIn());
            } else if (event instanceof RunEvent.RunResumed before) {
                moreRows.accept(before.rowsIn());
            }
        });
    }

    /**
     * Told of all that happens in a run, in order, on a thread that is none of the run's; besides those that are told already. {@link
     * RunEvent} says what becomes of a listener that is slow or throws.
     *
     * <pre>{@code
     * trips.mapBatches(new TipShare())
     *         .onEvent(event -> {
     *             if (event instanceof RunEvent.WorkerDied worker) {
     *                 alarm(worker.cause());
     *             }
     *         })
     *         .writeParquet(out);
     * }</pre>
     */
    public Pipeline onEvent(Consumer<RunEvent> listener) {
        return new Pipeline(recipe.rules(recipe.rules().listener(Objects.requireNonNull(listener, "listener"))));
    }

    /** Runs, and writes the result to a Parquet file, which is replaced only by a whole result. */
    public RunSummary writeParquet(Path target) {
        return writeParquet(target, ParquetWriteOptions.defaults());
    }

    /** Runs, and writes the result to a Parquet file, which is replaced only by a whole result. */
    public RunSummary writeParquet(Path target, ParquetWriteOptions options) {
        return Verbs.writeParquet(recipe, target, options);
    }

    /**
     * Runs, and writes the result to a folder of Parquet files: {@code FolderLayout.files().partitionBy("day")}, say. The folder appears
     * whole, with a manifest, and replaces only one that was written so.
     */
    public RunSummary writeParquetFolder(Path target, FolderLayout layout) {
        return writeParquetFolder(target, ParquetWriteOptions.defaults(), layout);
    }

    /** As {@link #writeParquetFolder(Path, FolderLayout)}, with these options for each of its files. */
    public RunSummary writeParquetFolder(Path target, ParquetWriteOptions options, FolderLayout layout) {
        return Verbs.writeParquetFolder(recipe, target, options, layout);
    }

    /** Runs, and writes the result to an Arrow file, which is replaced only by a whole result. */
    public RunSummary writeArrow(Path target) {
        return writeArrow(target, ArrowWriteOptions.defaults());
    }

    /** Runs, and writes the result to an Arrow file, which is replaced only by a whole result. */
    public RunSummary writeArrow(Path target, ArrowWriteOptions options) {
        return Verbs.writeArrow(recipe, target, options);
    }

    /** Runs, and shares the result: a dataset in a temporary file that its close deletes. */
    public SharedDataset share() {
        return Verbs.share(recipe);
    }

    /** Runs, and hands each result to the consumer on the calling thread. */
    public RunSummary forEach(BatchConsumer consumer) {
        return Verbs.forEach(recipe, Objects.requireNonNull(consumer, "consumer"));
    }

    /** Begins to run; the results are taken while it goes on. */
    public Batches toBatches() {
        return Verbs.toBatches(recipe);
    }

    /** How many rows of the input a run will read at most, which is known at once: what {@link #onProgress} counts up to. */
    public long rowsAtMost() {
        return Math.min(recipe.source().rowsAtMost(), recipe.inputLimit());
    }

    /** Counts the rows of the result; runs if there is a function. */
    public long count() {
        return Verbs.count(recipe);
    }
}
