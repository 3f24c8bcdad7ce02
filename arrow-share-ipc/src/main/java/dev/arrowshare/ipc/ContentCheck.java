package dev.arrowshare.ipc;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.VectorBuffers;
import dev.arrowshare.ipc.layout.ColumnLayout;
import dev.arrowshare.ipc.layout.Refused;
import dev.arrowshare.ipc.map.RunEnds;
import dev.arrowshare.memory.Memory;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.LargeListViewVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.UnionVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/**
 * Checks the values of a batch whose structure is known to be right: that offsets never go back and end inside of what they point to,
 * that indices, views, type ids and run ends point to something, that text is UTF-8. Of text, indices and views, what lies under a
 * null is not looked at.
 */
final class ContentCheck {
    private final String what;
    private final @Nullable Batch batch;
    private final Map<Long, ColumnLayout> dictionaries;
    private final Map<Long, Integer> known;
    private final Deque<Long> referredTo = new ArrayDeque<>();
    private final Set<Long> seen = new HashSet<>();

    /**
     * @param what names the batch in errors
     * @param batch null where no batch has been made yet
     * @param dictionaries the layout of each dictionary, by its id, where it is known: that of a vector has lost a union's type ids
     * @param known how many values of each dictionary were found right before; added to
     */
    ContentCheck(String what, @Nullable Batch batch, Map<Long, ColumnLayout> dictionaries, Map<Long, Integer> known) {
        this.what = what;
        this.batch = batch;
        this.dictionaries = dictionaries;
        this.known = known;
    }

    /** A piece of a dictionary, whose values' indices into other dictionaries stay unchecked: those are not there yet. */
    static void ofPiece(String what, ColumnLayout column, FieldVector piece) {
        new ContentCheck(what, null, Map.of(), Map.of()).check(column, piece);
    }

    void run() {
        Batch whole = Objects.requireNonNull(batch);
        List<ColumnLayout> columns = ColumnLayout.of(whole.schema().getFields());
        for (int i = 0; i < columns.size(); i++) {
            check(columns.get(i), whole.column(i));
        }
        while (!referredTo.isEmpty()) {
            long id = referredTo.remove();
            dictionary(id, Objects.requireNonNull(whole.dictionary(id)));
        }
    }

    private void dictionary(long id, FieldVector values) {
        int count = values.getValueCount();
        if (known.getOrDefault(id, -1) < count) {
            ColumnLayout declared = dictionaries.get(id);
            check(
                    declared != null
                            ? declared
                            : ColumnLayout.of(List.of(values.getField())).get(0),
                    values);
            known.merge(id, count, Math::max);
        }
    }

    private void check(ColumnLayout column, FieldVector vector) {
        FieldVector storage = VectorBuffers.storage(vector);
        if (vector.getValueCount() > 0) {
            values(column, storage);
        }
        List<FieldVector> children = storage.getChildrenFromFields();
        for (int i = 0; i < children.size(); i++) {
            check(column.children().get(i), children.get(i));
        }
    }

    private void values(ColumnLayout column, FieldVector vector) {
        switch (column.shape()) {
            case FIXED -> indices(column, vector);
            case VARIABLE -> {
                offsets(column, vector, vector.getDataBuffer().capacity());
                text(column, vector);
            }
            case LIST -> {
                offsets(column, vector, vector.getChildrenFromFields().get(0).getValueCount());
                keys(column, vector);
            }
            case LIST_VIEW -> listViews(column, vector);
            case VIEW ->
                new ViewCheck(vector, isText(column)).firstWrong().ifPresent(row -> {
                    throw wrong(column, row, "a view points to no data, is not padded with zeros, or holds no UTF-8");
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
        ArrowType declared = column.field().getType();
        ArrowType type = declared instanceof ArrowType.ExtensionType extension ? extension.storageType() : declared;
        return type instanceof ArrowType.Utf8
                || type instanceof ArrowType.LargeUtf8
                || type instanceof ArrowType.Utf8View;
    }

    private static boolean isNull(FieldVector vector, int row) {
        return !Bitmaps.isSet(vector.getValidityBuffer().memoryAddress(), row);
    }

    private void indices(ColumnLayout column, FieldVector vector) {
        if (column.dictionary() == null || batch == null) {
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
            referredTo.add(id);
        }
    }

    private static long offset(ColumnLayout column, FieldVector vector, long index) {
        return Numbers.signed(vector.getOffsetBuffer().memoryAddress() + index * column.width(), column.width());
    }

    /** @param end how much there is to point to */
    private void offsets(ColumnLayout column, FieldVector vector, long end) {
        long before = offset(column, vector, 0);
        if (before < 0) {
            throw wrong(column, 0, "its offset is " + before);
        }
        for (int i = 0; i < vector.getValueCount(); i++) {
            long next = offset(column, vector, i + 1L);
            if (next < before || next > end) {
                throw wrong(
                        column,
                        i,
                        next < before
                                ? "its offsets go from " + before + " back to " + next
                                : "its offsets go from " + before + " to " + next + ", and there are " + end);
            }
            before = next;
        }
    }

    private void text(ColumnLayout column, FieldVector vector) {
        if (!isText(column)) {
            return;
        }
        long data = vector.getDataBuffer().memoryAddress();
        int rows = vector.getValueCount();
        long first = offset(column, vector, 0);
        if (Utf8.isAscii(data + first, offset(column, vector, rows) - first)) {
            return;
        }
        for (int i = 0; i < rows; i++) {
            long from = offset(column, vector, i);
            long to = offset(column, vector, i + 1L);
            if (!Utf8.isValid(data + from, to - from) && !isNull(vector, i)) {
                throw wrong(column, i, "its text is not UTF-8");
            }
        }
    }

    private void keys(ColumnLayout column, FieldVector vector) {
        if (!(vector instanceof MapVector)) {
            return;
        }
        FieldVector entries = vector.getChildrenFromFields().get(0);
        FieldVector keys = VectorBuffers.storage(entries.getChildrenFromFields().get(0));
        ColumnLayout layout = column.children().get(0).children().get(0);
        for (int i = 0; layout.shape().hasValidity() && i < entries.getValueCount(); i++) {
            if (isNull(keys, i) || isNull(entries, i)) {
                throw wrong(column, i, "the key of entry " + i + " is null");
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
            if (offset < 0 || size < 0 || offset > values - size) {
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
        int[] before = new int[Byte.MAX_VALUE + 1];
        for (int i = 0; i < count; i++) {
            int id = Memory.getByte(vector.getTypeBuffer().memoryAddress() + i);
            int offset = Memory.getInt(vector.getOffsetBuffer().memoryAddress() + (long) i * Integer.BYTES);
            if (offset < 0 || offset >= lengths[id]) {
                throw wrong(column, i, "offset " + offset + " in a child of " + lengths[id] + " values");
            }
            if (offset < before[id]) {
                throw wrong(
                        column,
                        i,
                        "its offsets in the child of type id " + id + " go from " + before[id] + " back to " + offset);
            }
            before[id] = offset;
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
        if (before < vector.getValueCount()) {
            throw wrong(column, before, "run ends stop at " + before + " of " + vector.getValueCount() + " rows");
        }
    }
}
