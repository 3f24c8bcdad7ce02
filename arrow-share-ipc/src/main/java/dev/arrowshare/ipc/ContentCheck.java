package dev.arrowshare.ipc;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.ipc.layout.ColumnLayout;
import dev.arrowshare.ipc.layout.Refused;
import dev.arrowshare.ipc.map.RunEnds;
import dev.arrowshare.memory.Memory;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.LargeListViewVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.apache.arrow.vector.complex.UnionVector;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * Checks the values of a batch whose structure is known to be right: that offsets never go back, that indices, views, type ids and
 * run ends point to something, that text is UTF-8. What lies under a null is not looked at.
 */
final class ContentCheck {
    private final String what;
    private final Batch batch;
    private final Deque<Long> dictionaries = new ArrayDeque<>();
    private final Set<Long> seen = new HashSet<>();

    /** @param what names the batch in errors */
    ContentCheck(String what, Batch batch) {
        this.what = what;
        this.batch = batch;
    }

    void run() {
        List<ColumnLayout> columns = ColumnLayout.of(batch.schema().getFields());
        for (int i = 0; i < columns.size(); i++) {
            check(columns.get(i), batch.column(i));
        }
        while (!dictionaries.isEmpty()) {
            FieldVector values = Objects.requireNonNull(batch.dictionary(dictionaries.remove()));
            check(ColumnLayout.of(List.of(values.getField())).get(0), values);
        }
    }

    private void check(ColumnLayout column, FieldVector vector) {
        FieldVector storage = vector;
        while (storage instanceof ExtensionTypeVector<?> extension) {
            storage = (FieldVector) extension.getUnderlyingVector();
        }
        values(column, storage);
        List<FieldVector> children = storage.getChildrenFromFields();
        for (int i = 0; i < children.size(); i++) {
            check(column.children().get(i), children.get(i));
        }
    }

    private void values(ColumnLayout column, FieldVector vector) {
        switch (column.shape()) {
            case FIXED -> indices(column, vector);
            case VARIABLE -> {
                offsets(column, vector);
                text(column, vector);
            }
            case LIST -> offsets(column, vector);
            case LIST_VIEW -> listViews(column, vector);
            case VIEW ->
                new ViewCheck(vector, isText(column)).firstWrong().ifPresent(row -> {
                    throw wrong(column, row, "a view points to no data, or to no UTF-8");
                });
            case SPARSE_UNION -> typeIds(column, ((UnionVector) vector).getTypeBuffer(), vector.getValueCount());
            case DENSE_UNION -> denseUnion(column, (DenseUnionVector) vector);
            case RUN_END -> runEnds(column, vector);
            default -> {}
        }
    }

    private Refused wrong(ColumnLayout column, long row, String reason) {
        return Refused.corrupt(what + ", column '" + column.name() + "', row " + row + ": " + reason);
    }

    private static boolean isText(ColumnLayout column) {
        ArrowType type = column.field().getType();
        return type instanceof ArrowType.Utf8
                || type instanceof ArrowType.LargeUtf8
                || type instanceof ArrowType.Utf8View;
    }

    private static boolean isNull(FieldVector vector, int row) {
        return !Bitmaps.isSet(vector.getValidityBuffer().memoryAddress(), row);
    }

    private void indices(ColumnLayout column, FieldVector vector) {
        if (column.dictionary() == null) {
            return;
        }
        long id = column.dictionary().getId();
        FieldVector values = batch.dictionary(id);
        long count = values == null ? 0 : values.getValueCount();
        int width = column.width() / Byte.SIZE;
        long address = vector.getDataBuffer().memoryAddress();
        for (int i = 0; i < vector.getValueCount(); i++) {
            long index = Numbers.unsigned(address + (long) i * width, width);
            if ((index < 0 || index >= count) && !isNull(vector, i)) {
                throw wrong(column, i, "index " + index + " of a dictionary with " + count + " values");
            }
        }
        if (values != null && seen.add(id)) {
            dictionaries.add(id);
        }
    }

    private static long offset(ColumnLayout column, FieldVector vector, long index) {
        return Numbers.signed(vector.getOffsetBuffer().memoryAddress() + index * column.width(), column.width());
    }

    private void offsets(ColumnLayout column, FieldVector vector) {
        long before = vector.getValueCount() == 0 ? 0 : offset(column, vector, 0);
        for (int i = 0; i < vector.getValueCount(); i++) {
            long next = offset(column, vector, i + 1L);
            if (next < before) {
                throw wrong(column, i, "its offsets go from " + before + " back to " + next);
            }
            before = next;
        }
    }

    private void text(ColumnLayout column, FieldVector vector) {
        if (!isText(column)) {
            return;
        }
        long data = vector.getDataBuffer().memoryAddress();
        for (int i = 0; i < vector.getValueCount(); i++) {
            long from = offset(column, vector, i);
            long to = offset(column, vector, i + 1L);
            if (!Utf8.isValid(data + from, to - from) && !isNull(vector, i)) {
                throw wrong(column, i, "its text is not UTF-8");
            }
        }
    }

    private void listViews(ColumnLayout column, FieldVector vector) {
        ArrowBuf sizes = vector instanceof LargeListViewVector large
                ? large.getSizeBuffer()
                : ((ListViewVector) vector).getSizeBuffer();
        long values = vector.getChildrenFromFields().get(0).getValueCount();
        for (int i = 0; i < vector.getValueCount(); i++) {
            long offset = offset(column, vector, i);
            long size = Numbers.signed(sizes.memoryAddress() + (long) i * column.width(), column.width());
            if ((offset < 0 || size < 0 || offset > values - size) && !isNull(vector, i)) {
                throw wrong(column, i, "a list of " + size + " values from " + offset + " on; there are " + values);
            }
        }
    }

    private void typeIds(ColumnLayout column, ArrowBuf types, int count) {
        boolean[] known = new boolean[Byte.MAX_VALUE + 1];
        Arrays.stream(column.typeIds()).forEach(id -> known[id] = true);
        for (int i = 0; i < count; i++) {
            int id = Memory.getByte(types.memoryAddress() + i);
            if (id < 0 || !known[id]) {
                throw wrong(column, i, "type id " + id + "; the union has " + Arrays.toString(column.typeIds()));
            }
        }
    }

    private void denseUnion(ColumnLayout column, DenseUnionVector vector) {
        int count = vector.getValueCount();
        typeIds(column, vector.getTypeBuffer(), count);
        int[] lengths = new int[Byte.MAX_VALUE + 1];
        int[] ids = column.typeIds();
        for (int i = 0; i < ids.length; i++) {
            lengths[ids[i]] = vector.getChildrenFromFields().get(i).getValueCount();
        }
        for (int i = 0; i < count; i++) {
            int id = Memory.getByte(vector.getTypeBuffer().memoryAddress() + i);
            int offset = Memory.getInt(vector.getOffsetBuffer().memoryAddress() + (long) i * Integer.BYTES);
            if (offset < 0 || offset >= lengths[id]) {
                throw wrong(column, i, "offset " + offset + " in a child of " + lengths[id] + " values");
            }
        }
    }

    private void runEnds(ColumnLayout column, FieldVector vector) {
        FieldVector ends = vector.getChildrenFromFields().get(0);
        long before = 0;
        for (int i = 0; i < ends.getValueCount(); i++) {
            long end = RunEnds.at(ends, i);
            if (end <= before) {
                throw wrong(column, i, "run end " + end + " does not follow " + before);
            }
            before = end;
        }
    }
}
