package dev.arrowshare.dataset.share;

import dev.arrowshare.error.MapperException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;

/**
 * Objects on their way to another process of the same run: Java serialisation, which also takes {@code Path}, {@code Charset},
 * {@code Optional}, {@code Schema}, shared datasets (as tickets, not bytes) and small batches, inside of records and lambdas.
 *
 * <pre>{@code
 * Travel.Packed packed = Travel.pack(mapper);              // in the coordinator
 * Object mapper = Travel.unpack(packed.bytes(), loader);   // in the worker
 * }</pre>
 *
 * <p><b>Threads:</b> safe.
 *
 * <p><b>Errors:</b> {@link MapperException} when something cannot travel, with the way to it: {@code TipShare.cache →
 * java.lang.Thread}.
 */
public final class Travel {
    private Travel() {}

    /** An object as bytes. */
    public static final class Packed {
        private final byte[] bytes;
        private final Set<Class<?>> classes;

        private Packed(byte[] bytes, Set<Class<?>> classes) {
            this.bytes = bytes;
            this.classes = classes;
        }

        /** Not a copy. */
        public byte[] bytes() {
            return bytes;
        }

        /** The classes of the objects: the other side must be able to load them. */
        public Set<Class<?>> classes() {
            return classes;
        }
    }

    /** The bytes of a function or of a plan that holds one. */
    public static Packed pack(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            Set<Class<?>> classes = write(value, bytes);
            return new Packed(bytes.toByteArray(), classes);
        } catch (IOException | RuntimeException e) {
            throw refused(value, e);
        }
    }

    private static Set<Class<?>> write(Object value, OutputStream target) throws IOException {
        try (TravelOutput out = new TravelOutput(target)) {
            out.writeObject(value);
            return out.classes();
        }
    }

    private static MapperException refused(Object value, Exception cause) {
        return new MapperException(
                CapturePath.of(value, Travel::travels) + " cannot travel to a worker process (" + cause
                        + "): make it Serializable or transient, open it in the worker with"
                        + " mapBatches(resource, function), or use threads(n)",
                cause);
    }

    private static boolean travels(Object value) {
        try {
            write(value, OutputStream.nullOutputStream());
            return true;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    /**
     * The object again.
     *
     * @param bytes from a process of this run whose token was checked: any class of the loader may be made
     */
    public static Object unpack(byte[] bytes, ClassLoader loader) throws IOException, ClassNotFoundException {
        try (TravelInput in = new TravelInput(new ByteArrayInputStream(bytes), loader, bytes.length)) {
            return in.readObject();
        }
    }
}
