package dev.arrowshare.ipc.map;

import dev.arrowshare.error.ArrowShareException;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of any size, made and ended by {@code java.lang.foreign}, which Java 22 and newer have. Reached through method
 * handles, so that Java 17 compiles and runs this class.
 */
final class ForeignMapping {
    private static final @Nullable Handles HANDLES = Runtime.version().feature() >= 22 ? Handles.find() : null;

    private final Object arena;
    private final long address;

    private ForeignMapping(Object arena, long address) {
        this.arena = arena;
        this.address = address;
    }

    static boolean isSupported() {
        return HANDLES != null;
    }

    static ForeignMapping map(FileChannel channel, MapMode mode, long offset, long bytes) throws IOException {
        Handles handles = handles();
        try {
            Object arena = handles.newArena.invoke();
            Object segment = handles.map.invoke(channel, mode, offset, bytes, arena);
            return new ForeignMapping(arena, (long) handles.address.invoke(segment));
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new ArrowShareException("cannot map a file through java.lang.foreign", e);
        }
    }

    long address() {
        return address;
    }

    void close() {
        try {
            handles().close.invoke(arena);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new ArrowShareException("cannot unmap a file through java.lang.foreign", e);
        }
    }

    private static Handles handles() {
        if (HANDLES == null) {
            throw new IllegalStateException("java.lang.foreign needs Java 22; this is " + Runtime.version());
        }
        return HANDLES;
    }

    private record Handles(MethodHandle newArena, MethodHandle map, MethodHandle address, MethodHandle close) {
        static Handles find() {
            try {
                MethodHandles.Lookup lookup = MethodHandles.publicLookup();
                Class<?> arena = Class.forName("java.lang.foreign.Arena");
                Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
                return new Handles(
                        lookup.findStatic(arena, "ofShared", MethodType.methodType(arena)),
                        lookup.findVirtual(
                                FileChannel.class,
                                "map",
                                MethodType.methodType(segment, MapMode.class, long.class, long.class, arena)),
                        lookup.findVirtual(segment, "address", MethodType.methodType(long.class)),
                        lookup.findVirtual(arena, "close", MethodType.methodType(void.class)));
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }
}
