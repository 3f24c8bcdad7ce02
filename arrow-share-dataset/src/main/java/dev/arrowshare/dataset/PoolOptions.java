package dev.arrowshare.dataset;

import dev.arrowshare.dataset.event.RunEvent;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What the workers of a pool are like. Each method with an argument returns changed options and leaves these as they are.
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
 */
public final class PoolOptions {
    private static final PoolOptions DEFAULTS = new PoolOptions();
    private static final long LEAST_HEAP = 8L << 20;
    private static final long LEAST_DIRECT = 1L << 20;

    private @Nullable Hook<?> onStart;
    private @Nullable Hook<?> onStop;
    private OptionalLong lifespan = OptionalLong.empty();
    private Duration startTimeout = Duration.ofSeconds(60);
    private Duration stopTimeout = Duration.ofSeconds(10);
    private List<String> jvmOptions = List.of();
    private Map<String, String> environment = Map.of();
    private List<Path> classPath = List.of();
    private OptionalLong heapBytes = OptionalLong.empty();
    private OptionalLong directBytes = OptionalLong.empty();
    private Placement placement = Placement.ANYWHERE;
    private OnStall onStall = OnStall.warn();
    private Consumer<String> onWarning = PoolOptions::log;
    private List<Consumer<RunEvent>> listeners = List.of();

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

    private PoolOptions() {}

    private PoolOptions changed(Consumer<PoolOptions> change) {
        PoolOptions copy = new PoolOptions();
        copy.onStart = onStart;
        copy.onStop = onStop;
        copy.lifespan = lifespan;
        copy.startTimeout = startTimeout;
        copy.stopTimeout = stopTimeout;
        copy.jvmOptions = jvmOptions;
        copy.environment = environment;
        copy.classPath = classPath;
        copy.heapBytes = heapBytes;
        copy.directBytes = directBytes;
        copy.placement = placement;
        copy.onStall = onStall;
        copy.onWarning = onWarning;
        copy.listeners = listeners;
        change.accept(copy);
        return copy;
    }

    /** Workers that live as long as their pool, with nothing to do at their start and end. */
    public static PoolOptions pool() {
        return DEFAULTS;
    }

    /** Called in each worker before its first task; when it throws, the pool has failed. */
    public PoolOptions onStart(Hook<?> hook) {
        return changed(options -> options.onStart = Objects.requireNonNull(hook, "onStart"));
    }

    /** Called in each worker after its last task; what it returns is kept: {@link WorkerPool#stopResults}. */
    public PoolOptions onStop(Hook<?> hook) {
        return changed(options -> options.onStop = Objects.requireNonNull(hook, "onStop"));
    }

    /** A worker that has done so many tasks is replaced by a new one, when its messages are done: for functions that leak. */
    public PoolOptions lifespan(long tasks) {
        OptionalLong most = OptionalLong.of(Bounds.atLeast(1, "lifespan", tasks));
        return changed(options -> options.lifespan = most);
    }

    /** How long a worker may take until it is ready; a minute, unless it is set. */
    public PoolOptions startTimeout(Duration longest) {
        return changed(options -> options.startTimeout = Bounds.positive("startTimeout", longest));
    }

    /** How long a worker may take to end; ten seconds, unless it is set. */
    public PoolOptions stopTimeout(Duration longest) {
        return changed(options -> options.stopTimeout = Bounds.positive("stopTimeout", longest));
    }

    /** Options of the worker processes' JVMs, after those that we give: {@code "-Xss4m"}. */
    public PoolOptions jvmOptions(String... given) {
        List<String> all = List.of(given);
        return changed(options -> options.jvmOptions = all);
    }

    /** A variable of the worker processes' environment, beside those of this process. */
    public PoolOptions environment(String name, String value) {
        Map<String, String> more = new TreeMap<>(environment);
        more.put(name, value);
        return changed(options -> options.environment = Map.copyOf(more));
    }

    /** Jars and folders on the worker processes' class path, after those of this process. */
    public PoolOptions classPath(Path... entries) {
        List<Path> all = List.of(entries);
        return changed(options -> options.classPath = all);
    }

    /** The most heap of a worker process; this process's divided by their number, unless it is set. */
    public PoolOptions heapBytes(long most) {
        OptionalLong bytes = OptionalLong.of(Bounds.atLeast(LEAST_HEAP, "heapBytes", most));
        return changed(options -> options.heapBytes = bytes);
    }

    /** The most memory of a worker process in direct buffers. */
    public PoolOptions directBytes(long most) {
        OptionalLong bytes = OptionalLong.of(Bounds.atLeast(LEAST_DIRECT, "directBytes", most));
        return changed(options -> options.directBytes = bytes);
    }

    /** On which cores worker processes run. */
    public PoolOptions placement(Placement where) {
        return changed(options -> options.placement = Objects.requireNonNull(where, "placement"));
    }

    /**
     * What becomes of a worker none of whose messages has ended for a time; unless it is set it is shown, after a minute or more. A process may be
     * replaced, which counts as a death; a thread is only shown.
     */
    public PoolOptions onStall(OnStall reaction) {
        return changed(options -> options.onStall = Objects.requireNonNull(reaction, "onStall"));
    }

    /**
     * Told what the pool has to say while it goes on: that a worker died and another takes its place, or that one seems to hang. Called by any
     * thread. Unless it is set it is logged by slf4j as a warning of {@code dev.arrowshare.dataset}.
     */
    public PoolOptions onWarning(Consumer<String> told) {
        return changed(options -> options.onWarning = Objects.requireNonNull(told, "onWarning"));
    }

    /** The logger is looked for when there is something to say, which is hardly ever. */
    private static void log(String warning) {
        LoggerFactory.getLogger("dev.arrowshare.dataset").warn(warning);
    }

    /**
     * Told of all that happens in the pool and in each of its calls, in order, on a thread of its own; besides those that are told already. {@link
     * RunEvent} says what becomes of a listener that is slow or throws.
     */
    public PoolOptions onEvent(Consumer<RunEvent> listener) {
        List<Consumer<RunEvent>> all = new ArrayList<>(listeners);
        all.add(Objects.requireNonNull(listener, "listener"));
        return changed(options -> options.listeners = List.copyOf(all));
    }

    public @Nullable Hook<?> onStart() {
        return onStart;
    }

    public @Nullable Hook<?> onStop() {
        return onStop;
    }

    public OptionalLong lifespan() {
        return lifespan;
    }

    public Duration startTimeout() {
        return startTimeout;
    }

    public Duration stopTimeout() {
        return stopTimeout;
    }

    public List<String> jvmOptions() {
        return jvmOptions;
    }

    public Map<String, String> environment() {
        return environment;
    }

    public List<Path> classPath() {
        return classPath;
    }

    public OptionalLong heapBytes() {
        return heapBytes;
    }

    public OptionalLong directBytes() {
        return directBytes;
    }

    public Placement placement() {
        return placement;
    }

    /** Without what is for workers alone. */
    PoolOptions hooksOnly() {
        return DEFAULTS.changed(options -> {
            options.onStart = onStart;
            options.onStop = onStop;
        });
    }

    public OnStall onStall() {
        return onStall;
    }

    public Consumer<String> onWarning() {
        return onWarning;
    }

    /** Those of {@link #onEvent(Consumer)}. */
    public List<Consumer<RunEvent>> listeners() {
        return listeners;
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
