package dev.arrowshare.dataset.rows;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A record type as rows have it: its components with their columns, and how it is made and taken apart. One a class, which it is kept
 * with.
 *
 * <p><b>Threads:</b> safe.
 *
 * <p><b>Errors:</b> {@link IllegalArgumentException} for a record that no row can be, which says why.
 */
final class RecordShape {
    private static final ClassValue<RecordShape> SHAPES = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return new RecordShape(type, new HashSet<>());
        }
    };

    private final Class<?> type;
    private final List<Component> components;
    private final MethodHandle constructor;
    private final Map<List<Class<?>>, MethodHandle> readings = new ConcurrentHashMap<>();
    private volatile @Nullable MethodHandle writing;

    static RecordShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    /** @param outer the records that this one is part of */
    RecordShape(Class<?> type, Set<Class<?>> outer) {
        this.type = type;
        requirePossible(type, outer);
        outer.add(type);
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
            RecordComponent[] declared = type.getRecordComponents();
            Class<?>[] types =
                    Arrays.stream(declared).map(RecordComponent::getType).toArray(Class<?>[]::new);
            this.constructor = lookup.unreflectConstructor(type.getDeclaredConstructor(types));
            this.components = components(declared, lookup, outer);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    type.getName() + " cannot be reached (" + e.getMessage() + "): open its package, "
                            + type.getPackageName() + ", to arrow-share",
                    e);
        }
        outer.remove(type);
        requireOneComponentAColumn();
    }

    private static void requirePossible(Class<?> type, Set<Class<?>> outer) {
        if (!type.isRecord()) {
            throw new IllegalArgumentException(type.getName()
                    + " is not a record; write record Row(double fare, String zone) {}, a component a column");
        }
        if (type.getRecordComponents().length == 0) {
            throw new IllegalArgumentException(
                    "the record " + type.getSimpleName() + " has no components; each names a column");
        }
        if (outer.contains(type)) {
            throw new IllegalArgumentException("the record " + type.getSimpleName()
                    + " holds itself; columns are nested to a depth that is known");
        }
    }

    private List<Component> components(RecordComponent[] declared, MethodHandles.Lookup lookup, Set<Class<?>> outer)
            throws IllegalAccessException {
        List<Component> all = new ArrayList<>();
        for (RecordComponent component : declared) {
            Column column = component.getAnnotation(Column.class);
            String name = column == null || column.value().isEmpty() ? component.getName() : column.value();
            all.add(new Component(
                    type.getSimpleName(),
                    component.getName(),
                    ComponentTypes.nameOf(component.getGenericType()),
                    name,
                    ComponentTypes.of(component, outer),
                    lookup.unreflect(component.getAccessor()),
                    Optional.ofNullable(column)));
        }
        return List.copyOf(all);
    }

    private void requireOneComponentAColumn() {
        Set<String> names = new HashSet<>();
        for (Component component : components) {
            if (!names.add(component.column())) {
                throw new IllegalArgumentException("the record " + type.getSimpleName()
                        + " has two components for the column '" + component.column() + "'");
            }
        }
    }

    Class<?> type() {
        return type;
    }

    List<Component> components() {
        return components;
    }

    /** (components…) → record */
    MethodHandle constructor() {
        return constructor;
    }

    /** The columns that rows of this type consist of. */
    List<String> columns() {
        return components.stream().map(Component::column).toList();
    }

    /** (cursor) → record, for columns that are read by these classes; made once. */
    MethodHandle reading(List<Class<?>> readers) {
        return readings.computeIfAbsent(readers, classes -> RowHandles.reading(this, classes));
    }

    /** (cursor, record) → void, to columns of the classes that {@link ColumnWriters} makes for this record. */
    MethodHandle writing() {
        MethodHandle known = writing;
        if (known == null) {
            known = RowHandles.writing(this);
            writing = known;
        }
        return known;
    }

    /** By which classes a cursor reads this record. */
    static List<Class<?>> readers(RowCursor cursor) {
        List<Class<?>> classes = new ArrayList<>(cursor.columns.length);
        for (Object column : cursor.columns) {
            classes.add(column.getClass());
        }
        return classes;
    }

    @Override
    public String toString() {
        return type.getSimpleName();
    }
}
