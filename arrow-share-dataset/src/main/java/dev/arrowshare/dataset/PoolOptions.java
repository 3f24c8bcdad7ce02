package dev.arrowshare.dataset;

import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the workers of a pool are like. Each method returns changed options and leaves these as they are.
 *
 * <pre>{@code
 * WorkerPool.open(processes(4), pool()
 *         .onStart(worker -> worker.state(Model.class, () -> Model.open(file)))
 *         .onStop(worker -> worker.state(Model.class).statistics())
 *         .heapBytes(512 << 20))
 * }</pre>
 *
 * <p><b>Threads:</b> immutable.
 *
 * <p><b>Errors:</b> a value out of range is an {@link IllegalArgumentException} where it is set. A setting for processes is one in a pool of
 * threads too, when the pool is opened.
 *
 * @param onStart called in each worker before its first task
 * @param onStop called in each worker after its last task; see {@link WorkerPool#stopResults}
 * @param lifespan tasks after which a worker is replaced by a new one
 * @param startTimeout how long a worker may take until it is ready, {@code onStart} included
 * @param stopTimeout how long {@code onStop} may take
 */
public record PoolOptions(
        @Nullable Hook<?> onStart,
        @Nullable Hook<?> onStop,
        OptionalLong lifespan,
        Duration startTimeout,
        Duration stopTimeout,
        List<String> jvmOptions,
        Map<String, String> environment,
        List<Path> classPath,
        OptionalLong heapBytes,
        OptionalLong directBytes,
        Placement placement) {
    private static final PoolOptions DEFAULTS = new PoolOptions(
            null,
            null,
            OptionalLong.empty(),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            List.of(),
            Map.of(),
            List.of(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            Placement.ANYWHERE);

    /** What a worker does when it starts or stops. */
    @FunctionalInterface
    public interface Hook<R extends @Nullable Object> extends Serializable {
        R call(PoolWorker worker) throws Exception;
    }

    /** On which cores worker processes run. */
    public enum Placement {
        /** Where the system likes. */
        ANYWHERE,
        /** Worker k on core k modulo their number; Linux only, by {@code taskset}. */
        PINNED
    }

    public PoolOptions {
        jvmOptions = List.copyOf(jvmOptions);
        environment = Map.copyOf(environment);
        classPath = List.copyOf(classPath);
        Objects.requireNonNull(placement, "placement");
        requireAtLeast("lifespan", lifespan, 1);
        requireAtLeast("heapBytes", heapBytes, 8L << 20);
        requireAtLeast("directBytes", directBytes, 1L << 20);
        requirePositive("startTimeout", startTimeout);
        requirePositive("stopTimeout", stopTimeout);
    }

    private static void requireAtLeast(String what, OptionalLong value, long least) {
        if (value.orElse(least) < least) {
            throw new IllegalArgumentException(what + "(" + value.getAsLong() + "): at least " + least);
        }
    }

    private static void requirePositive(String what, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(what + "(" + value + "): longer than nothing");
        }
    }

    /** Workers that live as long as their pool, with nothing to do at their start and end. */
    public static PoolOptions pool() {
        return DEFAULTS;
    }

    /** Called in each worker before its first task; when it throws, the pool has failed. */
    public PoolOptions onStart(Hook<?> hook) {
        return new PoolOptions(
                Objects.requireNonNull(hook, "onStart"),
                onStop,
                lifespan,
                startTimeout,
                stopTimeout,
                jvmOptions,
                environment,
                classPath,
                heapBytes,
                directBytes,
                placement);
    }

    /** Called in each worker after its last task; what it returns is kept: {@link WorkerPool#stopResults}. */
    public PoolOptions onStop(Hook<?> hook) {
        return new PoolOptions(
                onStart,
                Objects.requireNonNull(hook, "onStop"),
                lifespan,
                startTimeout,
                stopTimeout,
                jvmOptions,
                environment,
                classPath,
                heapBytes,
                directBytes,
                placement);
    }

    /** A worker that has done so many tasks is replaced by a new one, when its message is done: for functions that leak. */
    public PoolOptions lifespan(long tasks) {
        return new PoolOptions(
                onStart,
                onStop,
                OptionalLong.of(tasks),
                startTimeout,
                stopTimeout,
                jvmOptions,
                environment,
                classPath,
                heapBytes,
                directBytes,
                placement);
    }

    /** How long a worker may take until it is ready; a minute, unless it is set. */
    public PoolOptions startTimeout(Duration longest) {
        return new PoolOptions(
                onStart,
                onStop,
                lifespan,
                longest,
                stopTimeout,
                jvmOptions,
                environment,
                classPath,
                heapBytes,
                directBytes,
                placement);
    }

    /** How long a worker may take to end; ten seconds, unless it is set. */
    public PoolOptions stopTimeout(Duration longest) {
        return new PoolOptions(
                onStart,
                onStop,
                lifespan,
                startTimeout,
                longest,
                jvmOptions,
                environment,
                classPath,
                heapBytes,
                directBytes,
                placement);
    }

    /** Options of the worker processes' JVMs, after those that we give: {@code "-Xss4m"}. */
    public PoolOptions jvmOptions(String... options) {
        return new PoolOptions(
                onStart,
                onStop,
                lifespan,
                startTimeout,
                stopTimeout,
                List.of(options),
                environment,
                classPath,
                heapBytes,
                directBytes,
                placement);
    }

    /** A variable of the worker processes' environment, beside those of this process. */
    public PoolOptions environment(String name, String value) {
        Map<String, String> more = new TreeMap<>(environment);
        more.put(name, value);
        return new PoolOptions(
                onStart,
                onStop,
                lifespan,
                startTimeout,
                stopTimeout,
                jvmOptions,
                more,
                classPath,
                heapBytes,
                directBytes,
                placement);
    }

    /** Jars and folders on the worker processes' class path, after those of this process. */
    public PoolOptions classPath(Path... entries) {
        return new PoolOptions(
                onStart,
                onStop,
                lifespan,
                startTimeout,
                stopTimeout,
                jvmOptions,
                environment,
                List.of(entries),
                heapBytes,
                directBytes,
                placement);
    }

    /** The most heap of a worker process; this process's divided by their number, unless it is set. */
    public PoolOptions heapBytes(long most) {
        return new PoolOptions(
                onStart,
                onStop,
                lifespan,
                startTimeout,
                stopTimeout,
                jvmOptions,
                environment,
                classPath,
                OptionalLong.of(most),
                directBytes,
                placement);
    }

    /** The most memory of a worker process in direct buffers. */
    public PoolOptions directBytes(long most) {
        return new PoolOptions(
                onStart,
                onStop,
                lifespan,
                startTimeout,
                stopTimeout,
                jvmOptions,
                environment,
                classPath,
                heapBytes,
                OptionalLong.of(most),
                placement);
    }

    /** On which cores worker processes run. */
    public PoolOptions placement(Placement where) {
        return new PoolOptions(
                onStart,
                onStop,
                lifespan,
                startTimeout,
                stopTimeout,
                jvmOptions,
                environment,
                classPath,
                heapBytes,
                directBytes,
                where);
    }

    /** Whether anything is set that only processes have. */
    boolean needsProcesses() {
        return !jvmOptions.isEmpty()
                || !environment.isEmpty()
                || !classPath.isEmpty()
                || heapBytes.isPresent()
                || directBytes.isPresent()
                || placement != Placement.ANYWHERE;
    }
}
