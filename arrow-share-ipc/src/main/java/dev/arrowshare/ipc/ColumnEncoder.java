package dev.arrowshare.ipc;

import dev.arrowshare.error.SchemaMismatchException;
import dev.arrowshare.ipc.layout.BodyPlan;
import dev.arrowshare.ipc.layout.ColumnLayout;
import dev.arrowshare.ipc.map.RunEnds;
import dev.arrowshare.memory.Memory;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.LargeListViewVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.apache.arrow.vector.complex.UnionVector;
import org.jspecify.annotations.Nullable;

/**
 * Rows of columns as the buffers of a message: only the bytes that these rows need, with offsets that begin at 0, and without a
 * validity buffer where nothing is null. Points to the vectors' own memory wherever that is right as it is.
 *
 * <p>Reads vectors without changing them: {@code getFieldBuffers} would set indices and fill holes, under the eyes of others.
 */
final class ColumnEncoder {
    private final BodyPlan plan;
    private final IndexMap indices;

    /** @param indices how the indices of dictionary-encoded columns change */
    ColumnEncoder(BodyPlan plan, IndexMap indices) {
        this.plan = plan;
        this.indices = indices;
    }

    /** Adds {@code count} rows of a column, from {@code from} on. */
    void add(ColumnLayout column, FieldVector vector, long from, long count) {
        FieldVector storage = storage(vector);
        switch (column.shape()) {
            case NULL -> plan.node(count, count);
            case FIXED -> fixed(column, storage, from, count);
            case VARIABLE -> variable(column, storage, from, count);
            case VIEW -> view(column, (BaseVariableWidthViewVector) storage, from, count);
            case LIST -> list(column, storage, from, count);
            case LIST_VIEW -> listView(column, storage, from, count);
            case FIXED_LIST -> {
                validity(column, storage, from, count);
                add(column.children().get(0), child(storage, 0), from * column.width(), count * column.width());
            }
            case STRUCT -> {
                validity(column, storage, from, count);
                children(column, storage, from, count);
            }
            case SPARSE_UNION -> {
                plan.node(count, 0);
                plan.buffer(address(((UnionVector) storage).getTypeBuffer()) + from, count);
                children(column, storage, from, count);
            }
            case DENSE_UNION -> denseUnion(column, (DenseUnionVector) storage, from, count);
            case RUN_END -> runs(column, storage, from, count);
        }
    }

    private static FieldVector storage(FieldVector vector) {
        FieldVector storage = vector;
        while (storage instanceof ExtensionTypeVector<?> extension) {
            storage = (FieldVector) extension.getUnderlyingVector();
        }
        return storage;
    }

    private static FieldVector child(FieldVector vector, int index) {
        return vector.getChildrenFromFields().get(index);
    }

    private static long address(ArrowBuf buffer) {
        return buffer.memoryAddress();
    }

    private void children(ColumnLayout column, FieldVector vector, long from, long count) {
        List<FieldVector> children = vector.getChildrenFromFields();
        for (int i = 0; i < children.size(); i++) {
            add(column.children().get(i), children.get(i), from, count);
        }
    }

    private void validity(ColumnLayout column, FieldVector vector, long from, long count) {
        ArrowBuf validity = vector.getValidityBuffer();
        long nulls = validity.capacity() == 0 ? 0 : count - Bitmaps.ones(address(validity), from, count);
        plan.node(count, nulls);
        if (nulls == 0) {
            plan.emptyBuffer();
            return;
        }
        if (!column.field().isNullable()) {
            throw new SchemaMismatchException(
                    "column '" + column.name() + "' is declared not null, and has " + nulls + " nulls");
        }
        bits(address(validity), from, count);
    }

    private static boolean isNull(FieldVector vector, long row) {
        ArrowBuf validity = vector.getValidityBuffer();
        return validity.capacity() > 0 && !Bitmaps.isSet(address(validity), row);
    }

    private void bits(long address, long from, long count) {
        if (from % Byte.SIZE == 0) {
            plan.buffer(address + from / Byte.SIZE, Bitmaps.bytes(count));
            return;
        }
        long shifted = plan.scratch(Bitmaps.bytes(count));
        Bitmaps.copy(address, from, count, shifted);
        plan.buffer(shifted, Bitmaps.bytes(count));
    }

    private void fixed(ColumnLayout column, FieldVector vector, long from, long count) {
        validity(column, vector, from, count);
        int[] map = column.dictionary() == null ? null : indices.of(column, vector);
        long address = address(vector.getDataBuffer());
        if (column.width() == 1) {
            bits(address, from, count);
            return;
        }
        long width = column.width() / Byte.SIZE;
        if (map == null) {
            plan.buffer(address + from * width, count * width);
        } else {
            plan.buffer(mapped(vector, map, (int) width, from, count), count * width);
        }
    }

    private long mapped(FieldVector vector, int[] map, int width, long from, long count) {
        long address = address(vector.getDataBuffer());
        long result = plan.scratch(count * width);
        for (long i = 0; i < count; i++) {
            long index = isNull(vector, from + i) ? -1 : Numbers.unsigned(address + (from + i) * width, width);
            if (index >= map.length) {
                throw new IllegalArgumentException("column '" + vector.getName() + "' row " + (from + i) + " has index "
                        + index + " of a dictionary with " + map.length + " values");
            }
            Numbers.put(result + i * width, width, index < 0 ? 0 : map[(int) index]);
        }
        return result;
    }

    private void variable(ColumnLayout column, FieldVector vector, long from, long count) {
        validity(column, vector, from, count);
        long first = offsets(column, vector, from, count);
        long last = count == 0 ? first : offset(column, vector, from + count);
        plan.buffer(address(vector.getDataBuffer()) + first, last - first);
    }

    private void list(ColumnLayout column, FieldVector vector, long from, long count) {
        validity(column, vector, from, count);
        long first = offsets(column, vector, from, count);
        long last = count == 0 ? first : offset(column, vector, from + count);
        add(column.children().get(0), child(vector, 0), first, last - first);
    }

    /** Adds offsets that begin at 0, and returns what they began at. */
    private long offsets(ColumnLayout column, FieldVector vector, long from, long count) {
        int width = column.width();
        long bytes = (count + 1) * width;
        long first = count == 0 ? 0 : offset(column, vector, from);
        if (first == 0 && count > 0) {
            plan.buffer(address(vector.getOffsetBuffer()) + from * width, bytes);
            return 0;
        }
        long rebased = plan.scratch(bytes);
        Numbers.put(rebased, width, 0);
        for (long i = 1; i <= count; i++) {
            Numbers.put(rebased + i * width, width, offset(column, vector, from + i) - first);
        }
        plan.buffer(rebased, bytes);
        return first;
    }

    private static long offset(ColumnLayout column, FieldVector vector, long index) {
        return Numbers.signed(address(vector.getOffsetBuffer()) + index * column.width(), column.width());
    }

    private void view(ColumnLayout column, BaseVariableWidthViewVector vector, long from, long count) {
        validity(column, vector, from, count);
        new ViewEncoder(plan, vector, from, count).add();
    }

    private void listView(ColumnLayout column, FieldVector vector, long from, long count) {
        validity(column, vector, from, count);
        int width = column.width();
        long offsets = address(vector.getOffsetBuffer()) + from * width;
        long sizes = address(sizes(vector)) + from * width;
        long first = Long.MAX_VALUE;
        long last = 0;
        for (long i = 0; i < count; i++) {
            long size = isNull(vector, from + i) ? 0 : Numbers.signed(sizes + i * width, width);
            if (size > 0) {
                long offset = Numbers.signed(offsets + i * width, width);
                first = Math.min(first, offset);
                last = Math.max(last, offset + size);
            }
        }
        first = Math.min(first, last);
        long newOffsets = plan.scratch(count * width);
        long newSizes = plan.scratch(count * width);
        for (long i = 0; i < count; i++) {
            long size = isNull(vector, from + i) ? 0 : Numbers.signed(sizes + i * width, width);
            Numbers.put(newSizes + i * width, width, size);
            Numbers.put(
                    newOffsets + i * width, width, size == 0 ? 0 : Numbers.signed(offsets + i * width, width) - first);
        }
        plan.buffer(newOffsets, count * width);
        plan.buffer(newSizes, count * width);
        add(column.children().get(0), child(vector, 0), first, last - first);
    }

    private static ArrowBuf sizes(FieldVector vector) {
        return vector instanceof LargeListViewVector large
                ? large.getSizeBuffer()
                : ((ListViewVector) vector).getSizeBuffer();
    }

    private void denseUnion(ColumnLayout column, DenseUnionVector vector, long from, long count) {
        plan.node(count, 0);
        long types = address(vector.getTypeBuffer()) + from;
        long offsets = address(vector.getOffsetBuffer()) + from * Integer.BYTES;
        int[] first = new int[Byte.MAX_VALUE + 1];
        int[] end = new int[Byte.MAX_VALUE + 1];
        Arrays.fill(first, Integer.MAX_VALUE);
        for (long i = 0; i < count; i++) {
            int type = Memory.getByte(types + i);
            int offset = Memory.getInt(offsets + i * Integer.BYTES);
            first[type] = Math.min(first[type], offset);
            end[type] = Math.max(end[type], offset + 1);
        }
        plan.buffer(types, count);
        long rebased = plan.scratch(count * Integer.BYTES);
        for (long i = 0; i < count; i++) {
            int type = Memory.getByte(types + i);
            Memory.putInt(rebased + i * Integer.BYTES, Memory.getInt(offsets + i * Integer.BYTES) - first[type]);
        }
        plan.buffer(rebased, count * Integer.BYTES);
        int[] ids = column.typeIds();
        for (int i = 0; i < ids.length; i++) {
            int start = Math.min(first[ids[i]], end[ids[i]]);
            add(column.children().get(i), child(vector, i), start, end[ids[i]] - start);
        }
    }

    private void runs(ColumnLayout column, FieldVector vector, long from, long count) {
        plan.node(count, 0);
        FieldVector ends = child(vector, 0);
        int first = 0;
        while (count > 0 && RunEnds.at(ends, first) <= from) {
            first++;
        }
        int runs = 0;
        while (count > 0 && (runs == 0 || RunEnds.at(ends, first + runs - 1) < from + count)) {
            runs++;
        }
        ColumnLayout endColumn = column.children().get(0);
        int width = endColumn.width() / Byte.SIZE;
        plan.node(runs, 0);
        plan.emptyBuffer();
        long rebased = plan.scratch((long) runs * width);
        for (int i = 0; i < runs; i++) {
            Numbers.put(rebased + (long) i * width, width, Math.min(RunEnds.at(ends, first + i) - from, count));
        }
        plan.buffer(rebased, (long) runs * width);
        add(column.children().get(1), child(vector, 1), first, runs);
    }

    /** How the indices of a dictionary-encoded column change when its dictionary is unified with others. */
    interface IndexMap {
        IndexMap SAME = (column, vector) -> null;

        /** The new index of each old one, or null when all stay. */
        int @Nullable [] of(ColumnLayout column, FieldVector vector);
    }
}
