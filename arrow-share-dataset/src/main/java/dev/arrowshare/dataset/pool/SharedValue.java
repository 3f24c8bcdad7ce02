package dev.arrowshare.dataset.pool;

import dev.arrowshare.dataset.share.Travel;
import dev.arrowshare.error.ArrowShareException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An object and, where there are processes to read it, the file that has it as an object stream.
 *
 * <p><b>Threads:</b> safe.
 */
public abstract sealed class SharedValue {
    /**
     * What a worker process needs to have it.
     *
     * @param id of the shared object, whatever it is at the time
     * @param version which of the objects that it has been
     * @param file that holds it
     */
    public record Ticket(UUID id, int version, String file) implements Serializable {}

    /** The object now. */
    public abstract Object get();

    /** Another object from now on. */
    public abstract void set(Object other);

    /** What a worker process needs. */
    public abstract Ticket ticket();

    /** In a worker process: the object of that ticket. */
    public static SharedValue of(Ticket ticket) {
        return new There(ticket);
    }

    /** In the process of the pool. */
    static final class Here extends SharedValue {
        private final UUID id = UUID.randomUUID();
        private final @Nullable Path folder;
        private final PoolEngine engine;
        private Object value;
        private int version;
        private @Nullable Path file;

        /** @param folder for its files, if there are processes that read them */
        Here(Object value, @Nullable Path folder, PoolEngine engine) {
            this.value = value;
            this.folder = folder;
            this.engine = engine;
            write();
        }

        private void write() {
            if (folder == null) {
                return;
            }
            Path next = folder.resolve("shared-" + id + "-" + version);
            try {
                Files.write(next, Travel.pack(value).bytes());
            } catch (IOException e) {
                throw new ArrowShareException(
                        "cannot write what is to be shared to " + next + ": " + e.getMessage(), e);
            }
            if (file != null) {
                engine.deleteWhenIdle(file);
            }
            file = next;
        }

        @Override
        public synchronized Object get() {
            return value;
        }

        @Override
        public synchronized void set(Object other) {
            engine.requireOpen();
            value = other;
            version++;
            write();
        }

        @Override
        public synchronized Ticket ticket() {
            if (file == null) {
                throw new IllegalStateException("this object is shared among threads, and has no file to travel by");
            }
            return new Ticket(id, version, file.toString());
        }
    }

    /** In a worker process, which keeps the last version that it was asked for. */
    private static final class There extends SharedValue {
        private static final Map<UUID, Loaded> LOADED = new ConcurrentHashMap<>();

        private final Ticket ticket;

        private record Loaded(int version, Object value) {}

        private There(Ticket ticket) {
            this.ticket = ticket;
        }

        @Override
        public Object get() {
            Loaded loaded = LOADED.compute(
                    ticket.id, (id, there) -> there == null || there.version() != ticket.version ? load() : there);
            return loaded.value();
        }

        private Loaded load() {
            try {
                byte[] bytes = Files.readAllBytes(Path.of(ticket.file));
                ClassLoader loader = Thread.currentThread().getContextClassLoader();
                return new Loaded(ticket.version, Travel.unpack(bytes, loader));
            } catch (IOException | ClassNotFoundException e) {
                throw new ArrowShareException("cannot read the shared object of " + ticket.file + ": " + e, e);
            }
        }

        @Override
        public void set(Object other) {
            throw new UnsupportedOperationException(
                    "a worker cannot set what its pool shares: return the new value instead");
        }

        @Override
        public Ticket ticket() {
            return ticket;
        }
    }
}
