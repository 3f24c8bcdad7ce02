package dev.arrowshare.dataset.rows;

import java.io.IOException;
import java.io.InputStream;
import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The loops of functions. Each function's class has its own copies of {@link MapLoop} and its like, as hidden classes whose method handles
 * are constants: so the JVM compiles, for each function and kind of vectors, one loop in which the record's constructor, the function and
 * the access to memory are inlined, and the records are never made. One copy for all functions would see all their classes, and call each
 * through a table.
 *
 * <p>They are kept with the function's class, and go with it.
 *
 * <p><b>Threads:</b> safe.
 */
final class CompiledLoops {
    private static final MethodHandles.Lookup HERE = MethodHandles.lookup();
    private static final ClassValue<Map<Shape, RowLoop<?>>> BY_FUNCTION = new ClassValue<>() {
        @Override
        protected Map<Shape, RowLoop<?>> computeValue(Class<?> function) {
            return new ConcurrentHashMap<>();
        }
    };

    private CompiledLoops() {}

    /** What a loop was compiled for. */
    private record Shape(
            Class<?> loop,
            RecordShape in,
            List<Class<?>> readers,
            @Nullable RecordShape out) {}

    static RowLoop<RowCursor> map(Object function, RecordShape in, RowCursor from, RecordShape out) {
        return loop(function, new Shape(MapLoop.class, in, RecordShape.readers(from), out));
    }

    static RowLoop<RowCursor> flatMap(Object function, RecordShape in, RowCursor from, RecordShape out) {
        return loop(function, new Shape(FlatMapLoop.class, in, RecordShape.readers(from), out));
    }

    static RowLoop<long[]> filter(Object function, RecordShape in, RowCursor from) {
        return loop(function, new Shape(FilterLoop.class, in, RecordShape.readers(from), null));
    }

    @SuppressWarnings("unchecked") // The shape names the class, and with it what its results are.
    private static <T> RowLoop<T> loop(Object function, Shape shape) {
        return (RowLoop<T>) BY_FUNCTION.get(function.getClass()).computeIfAbsent(shape, CompiledLoops::compiled);
    }

    private static RowLoop<?> compiled(Shape shape) {
        MethodHandle read = shape.in().reading(shape.readers());
        List<MethodHandle> handles =
                shape.out() == null ? List.of(read) : List.of(read, shape.out().writing());
        try {
            MethodHandles.Lookup made = HERE.defineHiddenClassWithClassData(classFile(shape.loop()), handles, true);
            return (RowLoop<?>) made.findConstructor(made.lookupClass(), MethodType.methodType(void.class))
                    .invoke();
        } catch (Throwable e) {
            throw new IllegalStateException(
                    "cannot make a loop of " + shape.loop().getName(), e);
        }
    }

    private static byte[] classFile(Class<?> type) throws IOException {
        try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
            if (in == null) {
                throw new IOException(type.getName() + " is not found as a resource");
            }
            return in.readAllBytes();
        }
    }

    /** A handle that a hidden class was made with. */
    static MethodHandle handle(MethodHandles.Lookup self, int index) {
        try {
            return MethodHandles.classDataAt(self, ConstantDescs.DEFAULT_NAME, MethodHandle.class, index);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
