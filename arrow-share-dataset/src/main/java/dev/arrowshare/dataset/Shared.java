package dev.arrowshare.dataset;

import dev.arrowshare.dataset.pool.SharedValue;
import java.io.Serializable;

/**
 * An object that all workers of a pool have, made by {@link WorkerPool#share}. A function captures this instead of the object: what
 * travels with each call is a name, and a worker process reads the object once.
 *
 * <pre>{@code
 * Shared<double[][]> weights = pool.share(matrix);
 * pool.map(rows, row -> dot(weights.get()[row], vector));
 * weights.set(better);                                   // the next call sees the new one
 * }</pre>
 *
 * <p>Each worker process has a copy; rows that all are to read without one are a {@link SharedDataset}, which is captured as it is.
 *
 * <p><b>Threads:</b> safe; the threads of one process share the object.
 *
 * <p><b>Ownership:</b> the pool's: it is let go of with the pool, and an old one when the calls that may need it are done.
 *
 * <p><b>Errors:</b> {@link #get} where the object cannot be read, and {@link #set} of a closed pool, say why.
 *
 * @param <T> what travels by Java serialization, if the pool has processes
 */
public final class Shared<T> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final transient SharedValue value;

    Shared(SharedValue value) {
        this.value = value;
    }

    /** The object: in a worker, the one that was set when the call began. */
    @SuppressWarnings("unchecked")
    public T get() {
        return (T) value.get();
    }

    /** Another object, for calls that begin from now on. */
    public void set(T other) {
        value.set(other);
    }

    private Object writeReplace() {
        return new Handle(value.ticket());
    }

    /** What travels. */
    private record Handle(SharedValue.Ticket ticket) implements Serializable {
        private Object readResolve() {
            return new Shared<>(SharedValue.of(ticket));
        }
    }
}
