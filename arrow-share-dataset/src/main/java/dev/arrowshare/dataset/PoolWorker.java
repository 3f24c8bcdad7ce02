package dev.arrowshare.dataset;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The worker that runs the current task, with what it keeps from one task to the next.
 *
 * <pre>{@code
 * pool.map(texts, text -> PoolWorker.current().state(Model.class, () -> Model.open(file)).score(text))
 * }</pre>
 *
 * <p><b>Threads:</b> the threads of one worker process share it; {@link #state} is made once.
 *
 * <p><b>Ownership:</b> state that is {@link AutoCloseable} is closed when the worker stops, after {@code onStop}.
 *
 * <p><b>Errors:</b> {@link #current} outside of a task is an {@link IllegalStateException}.
 */
public final class PoolWorker {
    private static final ThreadLocal<@Nullable PoolWorker> CURRENT = new ThreadLocal<>();

    private final int id;
    private final Map<Class<?>, Object> state = new ConcurrentHashMap<>();

    /** For the engine: a worker of that number. */
    public PoolWorker(int id) {
        this.id = id;
    }

    /** The worker of the calling thread. */
    public static PoolWorker current() {
        PoolWorker worker = CURRENT.get();
        if (worker == null) {
            throw new IllegalStateException("PoolWorker.current() is for functions that a WorkerPool calls: "
                    + Thread.currentThread() + " is not at work for one");
        }
        return worker;
    }

    /** For the engine: who works on this thread from now on; nobody, if null. */
    public static void enter(@Nullable PoolWorker worker) {
        if (worker == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(worker);
        }
    }

    /** Whether this thread is at work for a pool. */
    public static boolean isCurrent() {
        return CURRENT.get() != null;
    }

    /** From 0; the replacement of a worker that died has its number. */
    public int id() {
        return id;
    }

    /** This worker's one object of that type, made when it is first asked for. */
    public <S> S state(Class<S> type, Callable<? extends S> make) throws Exception {
        Object there = state.get(type);
        if (there == null) {
            synchronized (state) {
                there = state.get(type);
                if (there == null) {
                    there = make.call();
                    state.put(type, there);
                }
            }
        }
        return type.cast(there);
    }

    /** This worker's object of that type. */
    public <S> S state(Class<S> type) {
        Object there = state.get(type);
        if (there == null) {
            throw new NoSuchElementException("worker " + id + " has no " + type.getName() + "; it has " + state.keySet()
                    + ": make it by state(type, make), in onStart, say");
        }
        return type.cast(there);
    }

    /** For the engine: closes what can be closed of the state. */
    public void closeState() throws Exception {
        for (Object object : state.values()) {
            if (object instanceof AutoCloseable closeable) {
                closeable.close();
            }
        }
        state.clear();
    }
}
