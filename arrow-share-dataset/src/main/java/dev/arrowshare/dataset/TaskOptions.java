package dev.arrowshare.dataset;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a pool goes about the tasks of one call. Each method returns changed options and leaves these as they are.
 *
 * <pre>{@code
 * pool.map(files, file -> length(file), tasks().chunkSize(100).retry(Retry.attempts(3)).taskTimeout(Duration.ofSeconds(5)))
 * }</pre>
 *
 * <p><b>Threads:</b> immutable.
 *
 * <p><b>Errors:</b> a value out of range is an {@link IllegalArgumentException} where it is set.
 *
 * @param chunkSize tasks in a message to a worker; unless it is set a message is to take about 30 ms, as learned from those before
 * @param chunks into how many messages items of a known number are divided, if that is set
 * @param window of a stream: most tasks under way or with their results waiting
 * @param windowBytes of a stream: no further tasks are begun while results of so many bytes wait, as far as sizes are known
 * @param prefetch messages that a worker has at least, the one that it works on included
 * @param deaths how many workers a task may take with it before it is given up as a poison task
 * @param handOut to which worker a task goes
 */
public record TaskOptions(
        OptionalInt chunkSize,
        OptionalInt chunks,
        int window,
        long windowBytes,
        int prefetch,
        OnError onError,
        Retry retry,
        int deaths,
        Optional<Duration> taskTimeout,
        Optional<Duration> runTimeout,
        HandOut handOut) {
    private static final TaskOptions DEFAULTS = new TaskOptions(
            OptionalInt.empty(),
            OptionalInt.empty(),
            1_024,
            64L << 20,
            2,
            OnError.stop(),
            Retry.none(),
            3,
            Optional.empty(),
            Optional.empty(),
            HandOut.WHO_IS_FREE);

    /** To which worker a task goes. */
    public enum HandOut {
        /** To whichever asks first, so that skew balances itself. */
        WHO_IS_FREE,
        /** Message k to worker k modulo their number, whose state may depend on it. */
        IN_TURN
    }

    public TaskOptions {
        Objects.requireNonNull(onError, "onError");
        Objects.requireNonNull(retry, "retry");
        Objects.requireNonNull(handOut, "handOut");
        if (onError instanceof OnError.Mark) {
            throw new IllegalArgumentException(
                    "onError(mark()) is for batches; tasks have stop, skip, collect and log");
        }
        requireAtLeastOne("chunkSize", chunkSize.orElse(1));
        requireAtLeastOne("chunks", chunks.orElse(1));
        requireAtLeastOne("window", window);
        requireAtLeastOne("windowBytes", windowBytes);
        requireAtLeastOne("prefetch", prefetch);
        requireAtLeastOne("deaths", deaths);
        requirePositive("taskTimeout", taskTimeout);
        requirePositive("runTimeout", runTimeout);
    }

    private static void requireAtLeastOne(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + "(" + value + "): at least 1");
        }
    }

    private static void requirePositive(String what, Optional<Duration> value) {
        if (value.isPresent() && (value.get().isNegative() || value.get().isZero())) {
            throw new IllegalArgumentException(what + "(" + value.get() + "): longer than nothing");
        }
    }

    /** Chunks by time, first failure ends the run, no retries, no limits of time. */
    public static TaskOptions tasks() {
        return DEFAULTS;
    }

    /** So many tasks in a message. */
    public TaskOptions chunkSize(int tasks) {
        return with(OptionalInt.of(tasks), OptionalInt.empty());
    }

    /** So many messages in all; for items of a known number. */
    public TaskOptions chunks(int count) {
        return with(OptionalInt.empty(), OptionalInt.of(count));
    }

    private TaskOptions with(OptionalInt size, OptionalInt count) {
        return new TaskOptions(
                size, count, window, windowBytes, prefetch, onError, retry, deaths, taskTimeout, runTimeout, handOut);
    }

    /** At most so many tasks of a stream are under way or wait for being taken. */
    public TaskOptions window(int tasks) {
        return new TaskOptions(
                chunkSize,
                chunks,
                tasks,
                windowBytes,
                prefetch,
                onError,
                retry,
                deaths,
                taskTimeout,
                runTimeout,
                handOut);
    }

    /** No further tasks of a stream are begun while results of so many bytes wait; in threads, objects other than text and arrays count 0. */
    public TaskOptions windowBytes(long bytes) {
        return new TaskOptions(
                chunkSize, chunks, window, bytes, prefetch, onError, retry, deaths, taskTimeout, runTimeout, handOut);
    }

    /** A worker has so many messages at hand, so that it need not wait for the next. */
    public TaskOptions prefetch(int messages) {
        return new TaskOptions(
                chunkSize,
                chunks,
                window,
                windowBytes,
                messages,
                onError,
                retry,
                deaths,
                taskTimeout,
                runTimeout,
                handOut);
    }

    /** What becomes of the run when a task fails. */
    public TaskOptions onError(OnError policy) {
        return new TaskOptions(
                chunkSize,
                chunks,
                window,
                windowBytes,
                prefetch,
                policy,
                retry,
                deaths,
                taskTimeout,
                runTimeout,
                handOut);
    }

    /** Whether a task that failed is tried again. */
    public TaskOptions retry(Retry again) {
        return new TaskOptions(
                chunkSize,
                chunks,
                window,
                windowBytes,
                prefetch,
                onError,
                again,
                deaths,
                taskTimeout,
                runTimeout,
                handOut);
    }

    /** A task whose worker died is sent again, until it has taken so many workers with it. */
    public TaskOptions deaths(int most) {
        return new TaskOptions(
                chunkSize,
                chunks,
                window,
                windowBytes,
                prefetch,
                onError,
                retry,
                most,
                taskTimeout,
                runTimeout,
                handOut);
    }

    /** A task that takes longer fails with a {@link java.util.concurrent.TimeoutException}, with its stack at that time. */
    public TaskOptions taskTimeout(Duration longest) {
        return new TaskOptions(
                chunkSize,
                chunks,
                window,
                windowBytes,
                prefetch,
                onError,
                retry,
                deaths,
                Optional.of(longest),
                runTimeout,
                handOut);
    }

    /** A run that takes longer fails. */
    public TaskOptions runTimeout(Duration longest) {
        return new TaskOptions(
                chunkSize,
                chunks,
                window,
                windowBytes,
                prefetch,
                onError,
                retry,
                deaths,
                taskTimeout,
                Optional.of(longest),
                handOut);
    }

    /** To which worker a task goes. */
    public TaskOptions handOut(HandOut how) {
        return new TaskOptions(
                chunkSize, chunks, window, windowBytes, prefetch, onError, retry, deaths, taskTimeout, runTimeout, how);
    }
}
