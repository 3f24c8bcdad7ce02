package dev.arrowshare.dataset.pool;

import dev.arrowshare.dataset.InMemoryClasses;
import dev.arrowshare.dataset.TaskFunction;
import dev.arrowshare.dataset.share.Travel;
import dev.arrowshare.dataset.work.FrameBuilder;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The functions of a pool as bytes: one that is called again with the same state is the same, and need not be sent again.
 *
 * <p><b>Threads:</b> safe.
 */
final class Functions {
    private static final int KEPT = 16;

    private final Map<ByteBuffer, Packed> byContent = new LinkedHashMap<>();
    private int next;

    /** A function that can be sent. */
    static final class Packed {
        private final int id;
        private final byte[] cargo;
        private final byte[] bytes;
        private final ClassLoader loader;

        private Packed(int id, byte[] cargo, byte[] bytes, ClassLoader loader) {
            this.id = id;
            this.cargo = cargo;
            this.bytes = bytes;
            this.loader = loader;
        }

        int id() {
            return id;
        }

        /** Its classes and itself, as {@link CallSession} reads them. */
        ByteBuffer frame() {
            return new FrameBuilder()
                    .putInt(id)
                    .put(ByteBuffer.wrap(cargo))
                    .putBytes(bytes)
                    .flip();
        }

        /** Of its classes, here. */
        ClassLoader loader() {
            return loader;
        }
    }

    /**
     * The function as bytes; what it was before, if it is the same.
     *
     * @throws dev.arrowshare.error.MapperException when it cannot travel
     */
    synchronized Packed pack(TaskFunction<?, ?> function) {
        Travel.Packed packed = Travel.pack(function);
        ByteBuffer key = ByteBuffer.wrap(packed.bytes());
        Packed there = byContent.get(key);
        ClassLoader loader = loader(packed);
        if (there == null || there.loader != loader) {
            there = new Packed(next++, Cargo.of(packed.classes()), packed.bytes(), loader);
            byContent.put(key, there);
            if (byContent.size() > KEPT) {
                byContent.remove(byContent.keySet().iterator().next());
            }
        }
        return there;
    }

    private static ClassLoader loader(Travel.Packed packed) {
        return packed.classes().stream()
                .map(Class::getClassLoader)
                .filter(InMemoryClasses.class::isInstance)
                .findFirst()
                .orElse(Functions.class.getClassLoader());
    }
}
