package dev.arrowshare.batch;

import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.schema.Schemas;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a batch and the dictionaries that they refer to. Each set has one hold on each of them, which {@link #release}
 * lets go; sets that are derived take holds of their own.
 */
final class ColumnSet {
    private final List<Column> list;
    private final Map<Long, Column> dictionaries;

    /** Takes over one hold on each column and dictionary. */
    ColumnSet(List<Column> list, Map<Long, Column> dictionaries) {
        this.list = list;
        this.dictionaries = dictionaries;
    }

    /** Takes over the vectors, once it has checked them. */
    static ColumnSet of(
            List<Field> fields,
            long rows,
            List<? extends FieldVector> vectors,
            Map<Long, ? extends FieldVector> dictionaries) {
        if (fields.size() != vectors.size()) {
            throw new IllegalArgumentException(
                    vectors.size() + " vectors for " + fields.size() + " fields: " + Schemas.describe(fields));
        }
        requireDistinct(vectors);
        List<Column> columns = new ArrayList<>(vectors.size());
        for (int i = 0; i < vectors.size(); i++) {
            requireRows(vectors.get(i), rows);
            columns.add(new Column(vectors.get(i), fields.get(i)));
        }
        Map<Long, Column> byId = new TreeMap<>();
        dictionaries.forEach((id, vector) -> byId.put(id, new Column(vector)));
        return new ColumnSet(columns, byId);
    }

    /** One that is there twice would be closed with the first of its columns. */
    private static void requireDistinct(List<? extends FieldVector> vectors) {
        Set<FieldVector> seen = Collections.newSetFromMap(new IdentityHashMap<>(2 * vectors.size()));
        for (FieldVector vector : vectors) {
            if (!seen.add(vector)) {
                throw new IllegalArgumentException("vector '" + vector.getName() + "' is given twice; give a copy");
            }
        }
    }

    private static void requireRows(FieldVector vector, long rows) {
        if (vector.getValueCount() != rows) {
            throw new IllegalArgumentException("column '" + vector.getName() + "' has " + vector.getValueCount()
                    + " rows, the batch has " + rows + "; was setValueCount called?");
        }
    }

    List<Column> list() {
        return list;
    }

    Map<Long, Column> dictionaries() {
        return dictionaries;
    }

    @Nullable
    Column dictionary(long id) {
        return dictionaries.get(id);
    }

    List<Field> fields() {
        return list.stream().map(Column::field).toList();
    }

    /** As files and messages have them: dictionary-encoded fields have the type of their values. */
    List<Field> messageFields() {
        return list.stream()
                .map(column -> Dictionaries.messageField(column.field(), dictionaries))
                .toList();
    }

    private int find(String name) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private int indexOf(String name) {
        int index = find(name);
        if (index < 0) {
            throw new NoSuchColumnException(
                    "no column '" + name + "'; columns are " + Schemas.describe(messageFields()));
        }
        for (int i = index + 1; i < list.size(); i++) {
            if (list.get(i).name().equals(name)) {
                throw new NoSuchColumnException("column '" + name + "' is ambiguous: columns " + index + " and " + i
                        + " have that name; use column(int)");
            }
        }
        return index;
    }

    Column named(String name) {
        return list.get(indexOf(name));
    }

    ColumnSet with(FieldVector vector, long rows) {
        requireRows(vector, rows);
        List<Column> result = new ArrayList<>(list);
        int index = find(vector.getName());
        Column column = held(vector).map(Column::retain).orElseGet(() -> new Column(vector, declared(vector, index)));
        if (index >= 0) {
            result.set(index, column);
        } else {
            result.add(column);
        }
        result.stream().filter(other -> other != column).forEach(Column::retain);
        return derived(result);
    }

    private Optional<Column> held(FieldVector vector) {
        return list.stream().filter(column -> column.vector() == vector).findFirst();
    }

    /** A vector that Arrow takes for the same type as the column it replaces, an edited one, keeps the declared field. */
    private Field declared(FieldVector vector, int index) {
        Field field = vector.getField();
        boolean isSameToArrow =
                index >= 0 && list.get(index).vector().getField().equals(field);
        return isSameToArrow ? list.get(index).field() : field;
    }

    ColumnSet without(List<String> names) {
        Set<Integer> gone = new HashSet<>();
        names.forEach(name -> gone.add(indexOf(name)));
        List<Column> result = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            if (!gone.contains(i)) {
                result.add(list.get(i).retain());
            }
        }
        return derived(result);
    }

    ColumnSet select(List<String> names) {
        int[] indices = names.stream().mapToInt(this::indexOf).toArray();
        List<Column> result = new ArrayList<>(indices.length);
        for (int index : indices) {
            result.add(list.get(index).retain());
        }
        return derived(result);
    }

    ColumnSet rename(String from, String to) {
        int index = indexOf(from);
        if (!from.equals(to) && find(to) >= 0) {
            throw new IllegalArgumentException("cannot rename '" + from + "' to '" + to
                    + "': there is a column of that name; columns are " + Schemas.describe(messageFields()));
        }
        Field field = list.get(index).field();
        FieldType type = new FieldType(field.isNullable(), field.getType(), field.getDictionary(), field.getMetadata());
        Column renamed = list.get(index).as(new Field(to, type, field.getChildren()));
        List<Column> result = new ArrayList<>(list);
        result.set(index, renamed);
        result.stream().filter(other -> other != renamed).forEach(Column::retain);
        return derived(result);
    }

    ColumnSet slice(long offset, int length, BufferAllocator allocator) {
        List<Column> slices = new ArrayList<>(list.size());
        try {
            for (Column column : list) {
                slices.add(column.slice(offset, length, allocator));
            }
        } catch (RuntimeException | Error e) {
            slices.forEach(Column::release);
            throw e;
        }
        return derived(slices);
    }

    /** Copies of those rows. */
    ColumnSet gathered(int[] rows, BufferAllocator allocator) {
        Gathering gathering = new Gathering(rows, allocator);
        List<Column> gathered = new ArrayList<>(list.size());
        try {
            for (Column column : list) {
                gathered.add(new Column(gathering.of(column.vector(), column.field()), column.field()));
            }
        } catch (RuntimeException | Error e) {
            gathered.forEach(Column::release);
            throw e;
        }
        return derived(gathered);
    }

    ColumnSet same() {
        list.forEach(Column::retain);
        return derived(list);
    }

    private ColumnSet derived(List<Column> held) {
        dictionaries.values().forEach(Column::retain);
        return new ColumnSet(held, dictionaries);
    }

    /** The same values for another allocator, dictionaries too; see {@link Views}. */
    ColumnSet viewed(BufferAllocator target, UnaryOperator<ArrowBuf> counted) {
        ColumnSet views = new ColumnSet(new ArrayList<>(list.size()), new TreeMap<>());
        try {
            for (Column column : list) {
                views.list.add(column.view(target, counted));
            }
            dictionaries.forEach((id, column) -> views.dictionaries.put(id, column.view(target, counted)));
        } catch (RuntimeException | Error e) {
            views.release();
            throw e;
        }
        return views;
    }

    /** Before anyone else has the columns. */
    void markUnchecked(UncheckedContents contents) {
        list.forEach(column -> column.markUnchecked(contents));
        dictionaries.values().forEach(column -> column.markUnchecked(contents));
    }

    /** The checks that are due on a column and on the dictionaries that it refers to. */
    List<Check> due(Column column) {
        List<@Nullable Column> parts = new ArrayList<>(List.of(column));
        Dictionaries.encodings(List.of(column.field()), dictionaries)
                .keySet()
                .forEach(id -> parts.add(dictionaries.get(id)));
        List<Check> due = new ArrayList<>();
        for (Column part : parts) {
            Check check = part == null ? null : part.due();
            if (check != null) {
                due.add(check);
            }
        }
        return due;
    }

    /** Those columns. */
    ColumnSet only(List<Column> columns) {
        columns.forEach(Column::retain);
        return derived(columns);
    }

    Footprint footprint() {
        Footprint footprint = new Footprint();
        list.forEach(column -> footprint.add(column.vector()));
        dictionaries.values().forEach(column -> footprint.add(column.vector()));
        return footprint;
    }

    void release() {
        list.forEach(Column::release);
        dictionaries.values().forEach(Column::release);
    }
}
