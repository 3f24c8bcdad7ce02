package dev.arrowshare.dataset.rows;

import static java.lang.invoke.MethodType.methodType;

import dev.arrowshare.dataset.rows.ValueType.Presence;
import dev.arrowshare.dataset.rows.ValueType.Scalar;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Records put together from the columns at a cursor, and written there: a method handle made of those of the record's constructor, or
 * accessors, and of the methods {@code get}, {@code put} and their like of each column's own class, without a box for a primitive.
 */
final class RowHandles {
    private static final MethodHandles.Lookup HERE = MethodHandles.lookup();
    private static final MethodHandle COLUMN = own("column", methodType(Object.class, RowCursor.class, int.class));
    private static final MethodHandle ROW = own("row", methodType(int.class, RowCursor.class));
    private static final Map<Class<?>, MethodHandle> OPTIONALS = Map.of(
            OptionalInt.class, own("optionalInt", methodType(OptionalInt.class, Object.class)),
            OptionalLong.class, own("optionalLong", methodType(OptionalLong.class, Object.class)),
            OptionalDouble.class, own("optionalDouble", methodType(OptionalDouble.class, Object.class)));
    private static final MethodHandle REQUIRE =
            own("require", methodType(void.class, ColumnReader.class, int.class, Component.class));

    private RowHandles() {}

    /** (cursor) → record, from columns of these classes. */
    static MethodHandle reading(RecordShape shape, List<Class<?>> readers) {
        MethodHandle[] cells = new MethodHandle[readers.size()];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = read(shape.components().get(i), readers.get(i), i);
        }
        MethodHandle record = MethodHandles.filterArguments(shape.constructor(), 0, cells);
        MethodType ofCursor = methodType(record.type().returnType(), RowCursor.class);
        return MethodHandles.permuteArguments(record, ofCursor, new int[cells.length])
                .asType(methodType(Record.class, RowCursor.class));
    }

    /** (cursor) → the component's value */
    private static MethodHandle read(Component component, Class<?> reader, int index) {
        MethodHandle value = atCursor(value(component, reader), reader, index);
        return MethodHandles.permuteArguments(value, methodType(value.type().returnType(), RowCursor.class), 0, 0);
    }

    /** (reader, row) → the component's value */
    private static MethodHandle value(Component component, Class<?> reader) {
        Class<?> wanted = component.accessor().type().returnType();
        if (component.type() instanceof Scalar scalar && scalar.isRequired()) {
            MethodHandle get = method(reader, "get");
            MethodHandle require = MethodHandles.insertArguments(REQUIRE, 2, component)
                    .asType(methodType(void.class, reader, int.class));
            return MethodHandles.foldArguments(get, require).asType(get.type().changeReturnType(wanted));
        }
        MethodHandle get = virtual(reader, "readOrNull", methodType(Object.class, int.class));
        if (component.type() instanceof Scalar scalar && scalar.presence() == Presence.OPTIONAL) {
            return MethodHandles.filterReturnValue(get, OPTIONALS.get(wanted));
        }
        return get.asType(get.type().changeReturnType(wanted));
    }

    /** (cursor, record) → void, to the columns that {@link ColumnWriters} makes for the record. */
    static MethodHandle writing(RecordShape shape) {
        List<Component> components = shape.components();
        MethodHandle[] cells = new MethodHandle[components.size()];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = write(
                    components.get(i), ColumnWriters.classOf(components.get(i).type()), i);
        }
        return inOrder(cells, 0, cells.length);
    }

    /** (cursor, record) → void */
    private static MethodHandle write(Component component, Class<?> writer, int index) {
        MethodHandle put = atCursor(put(component, writer), writer, index);
        MethodHandle accessor = component.accessor();
        put = MethodHandles.filterArguments(
                put, 2, accessor.asType(methodType(accessor.type().returnType(), Record.class)));
        return MethodHandles.permuteArguments(put, methodType(void.class, RowCursor.class, Record.class), 0, 0, 1);
    }

    /** (writer, row, the component's value) → void */
    private static MethodHandle put(Component component, Class<?> writer) {
        if (component.type() instanceof Scalar scalar && scalar.isRequired()) {
            return method(writer, "put");
        }
        Class<?> given = component.accessor().type().returnType();
        MethodHandle put = virtual(writer, "putOrNull", methodType(void.class, int.class, Object.class));
        if (component.type() instanceof Scalar scalar && scalar.presence() == Presence.OPTIONAL) {
            return MethodHandles.filterArguments(put, 2, own("orNull", methodType(Object.class, given)));
        }
        return put.asType(put.type().changeParameterType(2, given));
    }

    /** One after the other, halved so that they don't nest deeper than the JVM follows. */
    private static MethodHandle inOrder(MethodHandle[] cells, int from, int to) {
        if (to - from == 1) {
            return cells[from];
        }
        int middle = (from + to) >>> 1;
        return MethodHandles.foldArguments(inOrder(cells, middle, to), inOrder(cells, from, middle));
    }

    /** A handle of a column and a row, of two cursors instead. */
    private static MethodHandle atCursor(MethodHandle handle, Class<?> column, int index) {
        MethodHandle ofCursor =
                MethodHandles.insertArguments(COLUMN, 1, index).asType(methodType(column, RowCursor.class));
        return MethodHandles.filterArguments(handle, 0, ofCursor, ROW);
    }

    private static MethodHandle method(Class<?> type, String name) {
        for (Method method : type.getDeclaredMethods()) {
            if (method.getName().equals(name) && !method.isBridge()) {
                return reached(() -> HERE.unreflect(method));
            }
        }
        throw new IllegalStateException(type.getName() + " has no method " + name);
    }

    private static MethodHandle virtual(Class<?> type, String name, MethodType signature) {
        return reached(() -> HERE.findVirtual(type, name, signature));
    }

    private static MethodHandle own(String name, MethodType signature) {
        return reached(() -> HERE.findStatic(RowHandles.class, name, signature));
    }

    private interface Finding {
        MethodHandle find() throws ReflectiveOperationException;
    }

    private static MethodHandle reached(Finding finding) {
        try {
            return finding.find();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    static Object column(RowCursor cursor, int index) {
        return cursor.columns[index];
    }

    static int row(RowCursor cursor) {
        return cursor.row;
    }

    static void require(ColumnReader reader, int row, Component component) {
        if (reader.isNull(row)) {
            throw new RowProblem("column '" + component.column() + "' is null, which " + component
                    + " cannot be; make it " + component.boxed());
        }
    }

    static OptionalInt optionalInt(@Nullable Object value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of((Integer) value);
    }

    static OptionalLong optionalLong(@Nullable Object value) {
        return value == null ? OptionalLong.empty() : OptionalLong.of((Long) value);
    }

    static OptionalDouble optionalDouble(@Nullable Object value) {
        return value == null ? OptionalDouble.empty() : OptionalDouble.of((Double) value);
    }

    static @Nullable Object orNull(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }

    static @Nullable Object orNull(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    static @Nullable Object orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
