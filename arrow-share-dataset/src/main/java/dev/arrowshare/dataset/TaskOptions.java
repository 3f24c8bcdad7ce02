package dev.arrowshare.dataset;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * How a pool goes about the tasks of one call. Each method with an argument returns changed options and leaves these as they are.
 *
 * <pre>{@code
 * pool.map(files, file -> length(file), tasks().chunkSize(100).retry(Retry.attempts(3)).taskTimeout(Duration.ofSeconds(5)))
 * }</pre>
 *
 * <p><b>Threads:</b> immutable.
 *
 * <p><b>Errors:</b> a value out of range is an {@link IllegalArgumentException} where it is set.
 */
public final class TaskOptions {
    private static final TaskOptions DEFAULTS = new TaskOptions();

    private OptionalInt chunkSize = OptionalInt.empty();
    private OptionalInt chunks = OptionalInt.empty();
    private int window = 1_024;
    private long windowBytes = 64L << 20;
    private int prefetch = 2;
    private int inFlight = 16;
    private OnError onError = OnError.stop();
    private Retry retry = Retry.none();
    private int deaths = 3;
    private Optional<Duration> taskTimeout = Optional.empty();
    private Optional<Duration> runTimeout = Optional.empty();
    private HandOut handOut = HandOut.WHO_IS_FREE;
    private Optional<Path> resultsTo = Optional.empty();
    private Optional<ToDoubleFunction<@Nullable Object>> weights = Optional.empty();

    /** To which worker a task goes. */
    public enum HandOut {
        /** To whichever asks first, so that skew balances itself. */
        WHO_IS_FREE,
        /** Message k to worker k modulo their number, whose state may depend on it. */
        IN_TURN
    }

    private TaskOptions() {}

    private TaskOptions changed(Consumer<TaskOptions> change) {
        TaskOptions copy = new TaskOptions();
        copy.chunkSize = chunkSize;
        copy.chunks = chunks;
        copy.window = window;
        copy.windowBytes = windowBytes;
        copy.prefetch = prefetch;
        copy.inFlight = inFlight;
        copy.onError = onError;
        copy.retry = retry;
        copy.deaths = deaths;
        copy.taskTimeout = taskTimeout;
        copy.runTimeout = runTimeout;
        copy.handOut = handOut;
        copy.resultsTo = resultsTo;
        copy.weights = weights;
        change.accept(copy);
        return copy;
    }

    /** Chunks by time, the first failure ends the run, no retries, no limits of time. */
    public static TaskOptions tasks() {
        return DEFAULTS;
    }

    /** So many tasks in a message to a worker. Unless it is set a message is to take about 30 ms, as learned from those before. */
    public TaskOptions chunkSize(int tasks) {
        Bounds.atLeast(1, "chunkSize", tasks);
        return changed(options -> {
            options.chunkSize = OptionalInt.of(tasks);
            options.chunks = OptionalInt.empty();
        });
    }

    /** So many messages in all; for items of a known number. */
    public TaskOptions chunks(int count) {
        Bounds.atLeast(1, "chunks", count);
        return changed(options -> {
            options.chunks = OptionalInt.of(count);
            options.chunkSize = OptionalInt.empty();
        });
    }

    /**
     * What each task costs, beside the others and in any unit: chunks then weigh about the same, and the heaviest are begun first, unless
     * results are taken as an ordered stream; {@link #prefetch} does not count, so that none waits behind a heavy one. For items of a
     * known number; asked once for each, where the pool is.
     *
     * <pre>{@code
     * pool.map(files, file -> parse(file), tasks().weights((Path file) -> file.toFile().length()))
     * }</pre>
     */
    @SuppressWarnings("unchecked")
    public <T extends @Nullable Object> TaskOptions weights(ToDoubleFunction<T> cost) {
        Objects.requireNonNull(cost, "weights");
        return changed(options -> options.weights = Optional.of((ToDoubleFunction<@Nullable Object>) cost));
    }

    /** At most so many tasks of a stream are under way or wait with their results; 1,024 unless it is set. */
    public TaskOptions window(int tasks) {
        Bounds.atLeast(1, "window", tasks);
        return changed(options -> options.window = tasks);
    }

    /**
     * No further tasks of a stream are begun while results of so many bytes wait; 64 MiB unless it is set. In threads, objects other than
     * text and arrays of numbers count as nothing.
     */
    public TaskOptions windowBytes(long bytes) {
        Bounds.atLeast(1, "windowBytes", bytes);
        return changed(options -> options.windowBytes = bytes);
    }

    /** A worker has so many messages at hand, the one that it works on included, so that it need not wait for the next; 2 unless it is set. */
    public TaskOptions prefetch(int messages) {
        Bounds.atLeast(1, "prefetch", messages);
        return changed(options -> options.prefetch = messages);
    }

    /**
     * So many tasks of a worker are under way at once, if their function returns futures ({@link TaskFunction#async}); 16 unless it is
     * set. A stream's window bounds them as well.
     */
    public TaskOptions inFlight(int tasksOfAWorker) {
        Bounds.atLeast(1, "inFlight", tasksOfAWorker);
        return changed(options -> options.inFlight = tasksOfAWorker);
    }

    /** What becomes of the run when a task fails. */
    public TaskOptions onError(OnError policy) {
        if (policy instanceof OnError.Mark) {
            throw new IllegalArgumentException(
                    "onError(mark()) is for batches; tasks have stop, skip, collect and log");
        }
        return changed(options -> options.onError = Objects.requireNonNull(policy, "onError"));
    }

    /** Whether a task that failed is tried again. */
    public TaskOptions retry(Retry again) {
        return changed(options -> options.retry = Objects.requireNonNull(again, "retry"));
    }

    /** A task whose worker died is sent again, until it has taken so many workers with it: a poison task then; 3 unless it is set. */
    public TaskOptions deaths(int most) {
        Bounds.atLeast(1, "deaths", most);
        return changed(options -> options.deaths = most);
    }

    /** A task that takes longer fails with a {@link java.util.concurrent.TimeoutException}, with its stack at that time. */
    public TaskOptions taskTimeout(Duration longest) {
        Optional<Duration> limit = Optional.of(Bounds.positive("taskTimeout", longest));
        return changed(options -> options.taskTimeout = limit);
    }

    /** A run that takes longer fails. */
    public TaskOptions runTimeout(Duration longest) {
        Optional<Duration> limit = Optional.of(Bounds.positive("runTimeout", longest));
        return changed(options -> options.runTimeout = limit);
    }

    /** To which worker a task goes; to who is free, unless it is set. */
    public TaskOptions handOut(HandOut how) {
        return changed(options -> options.handOut = Objects.requireNonNull(how, "handOut"));
    }

    /**
     * Where the files of {@linkplain TaskFunction#stored stored} results go, below that folder, which nobody else may write to; to the
     * usual folder for temporary files, unless it is set.
     */
    public TaskOptions resultsTo(Path folder) {
        Path absolute = folder.toAbsolutePath();
        return changed(options -> options.resultsTo = Optional.of(absolute));
    }

    public OptionalInt chunkSize() {
        return chunkSize;
    }

    public OptionalInt chunks() {
        return chunks;
    }

    public int window() {
        return window;
    }

    public long windowBytes() {
        return windowBytes;
    }

    public int prefetch() {
        return prefetch;
    }

    public int inFlight() {
        return inFlight;
    }

    public OnError onError() {
        return onError;
    }

    public Retry retry() {
        return retry;
    }

    public int deaths() {
        return deaths;
    }

    public Optional<Duration> taskTimeout() {
        return taskTimeout;
    }

    public Optional<Duration> runTimeout() {
        return runTimeout;
    }

    public HandOut handOut() {
        return handOut;
    }

    public Optional<Path> resultsTo() {
        return resultsTo;
    }

    public Optional<ToDoubleFunction<@Nullable Object>> weights() {
        return weights;
    }

    @Override
    public String toString() {
        return "tasks: chunkSize " + chunkSize + ", chunks " + chunks + ", window " + window + ", windowBytes "
                + windowBytes
                + ", prefetch " + prefetch + ", inFlight " + inFlight + ", onError " + onError + ", retry " + retry
                + ", deaths " + deaths
                + ", taskTimeout " + taskTimeout + ", runTimeout " + runTimeout + ", handOut " + handOut
                + ", resultsTo " + resultsTo + (weights.isPresent() ? ", weighted" : "");
    }
}
