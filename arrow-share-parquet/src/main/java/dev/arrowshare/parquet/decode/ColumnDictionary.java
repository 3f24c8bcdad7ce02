package dev.arrowshare.parquet.decode;

import dev.arrowshare.batch.VectorBuffers;
import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.LeafColumn;
import dev.arrowshare.parquet.page.ValueBytes;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * The distinct values of a dictionary-encoded column, in the order in which the file has them. One for the whole column: row groups
 * have dictionaries of their own, and pages may have none.
 *
 * <p>It only grows, in Arrow's layout, and in memory that does not change once it is written: the vectors that batches get share it,
 * each with as many values as there were when the batch was made.
 */
final class ColumnDictionary implements AutoCloseable {
    private static final int FIRST_SLOTS_LOG2 = 8;
    private static final String WAY_OUT =
            "ParquetReadOptions.ignoreArrowSchema(), or text(PLAIN) for text, reads the values themselves";

    /** Where a value of variable length is told to lie. */
    private enum Places {
        /** Nowhere: values are all of one width. */
        NONE,
        OFFSETS,
        LARGE_OFFSETS,
        VIEWS
    }

    private final Field field;
    private final Places kind;
    private final int indexLimit;
    private final ArrowType.Int indexType;
    private final BufferAllocator allocator;
    private final AppendedBytes valid;
    private final AppendedBytes places;
    private final AppendedBytes data;

    /** Where each value ends in the data. */
    private long[] ends = new long[64];

    /** Hashes at even indices, ids plus one at odd ones, 0 where there is none. */
    private long[] table = new long[2 << FIRST_SLOTS_LOG2];

    private int shift = Long.SIZE - FIRST_SLOTS_LOG2;
    private int size;

    ColumnDictionary(LeafColumn column, DictionaryEncoding encoding, BufferAllocator allocator) {
        this.field = column.dictionaryField(encoding);
        this.kind = places(column.storageType());
        this.indexType = encoding.getIndexType();
        int bits = indexType.getBitWidth() - (indexType.getIsSigned() ? 1 : 0);
        this.indexLimit = bits < Integer.SIZE - 1 ? 1 << bits : Integer.MAX_VALUE;
        this.allocator = allocator;
        this.valid = new AppendedBytes(allocator);
        this.places = new AppendedBytes(allocator);
        this.data = new AppendedBytes(allocator);
        if (kind == Places.OFFSETS || kind == Places.LARGE_OFFSETS) {
            appendOffset();
        }
    }

    private static Places places(ArrowType type) {
        return switch (type.getTypeID()) {
            case Utf8, Binary -> Places.OFFSETS;
            case LargeUtf8, LargeBinary -> Places.LARGE_OFFSETS;
            case Utf8View, BinaryView -> Places.VIEWS;
            default -> Places.NONE;
        };
    }

    int size() {
        return size;
    }

    /** The id of the value at that address, which may be a new one. */
    int idOf(long value, int length) {
        long key = ValueBytes.key(value, length);
        int slot = (int) (key >>> shift) << 1;
        for (long id = table[slot + 1]; id != 0; id = table[slot + 1]) {
            if (table[slot] == key && isValue((int) id - 1, value, length)) {
                return (int) id - 1;
            }
            slot = (slot + 2) & (table.length - 1);
        }
        table[slot] = key;
        table[slot + 1] = size + 1L;
        add(value, length);
        return size - 1;
    }

    /** Adds a value of zeros, or an empty one. */
    void addZero() {
        try (FieldVector empty = field.createVector(allocator)) {
            int width = VectorBuffers.storage(empty) instanceof BaseFixedWidthVector fixed
                    ? Math.max(1, fixed.getTypeWidth())
                    : 0;
            try (ArrowBuf value = allocator.buffer(width + (long) ColumnDecoder.SLACK)) {
                value.setZero(0, value.capacity());
                idOf(value.memoryAddress(), width);
            }
        }
    }

    private boolean isValue(int id, long value, int length) {
        long begin = id == 0 ? 0 : ends[id - 1];
        return ends[id] - begin == length && ValueBytes.equal(data.address() + begin, value, length);
    }

    private void add(long value, int length) {
        requireRoom(length);
        if ((size & 7) == 0) {
            Memory.putByte(valid.appended(1), (byte) -1);
        }
        long begin = data.used();
        data.append(value, length);
        switch (kind) {
            case NONE -> {}
            case OFFSETS, LARGE_OFFSETS -> appendOffset();
            case VIEWS -> BinaryViews.put(places.appended(BinaryViews.BYTES), value, length, 0, (int) begin);
        }
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size);
        }
        ends[size++] = data.used();
        if (4L * size > table.length) {
            growTable();
        }
    }

    private void appendOffset() {
        Memory.putLong(places.appended(kind == Places.OFFSETS ? Integer.BYTES : Long.BYTES), data.used());
    }

    private void requireRoom(int length) {
        if (size == indexLimit) {
            throw new UnrepresentableValueException("its Arrow type has a dictionary with indices of "
                    + (indexType.getIsSigned() ? "int" : "uint") + indexType.getBitWidth() + ", and it has more than "
                    + indexLimit
                    + " distinct values; " + WAY_OUT);
        }
        if (kind != Places.LARGE_OFFSETS && data.used() + length > Integer.MAX_VALUE) {
            throw new UnrepresentableValueException("its dictionary has more than 2 GiB of values; " + WAY_OUT);
        }
    }

    private void growTable() {
        long[] old = table;
        table = new long[2 * old.length];
        shift--;
        for (int i = 0; i < old.length; i += 2) {
            if (old[i + 1] != 0) {
                int slot = (int) (old[i] >>> shift) << 1;
                while (table[slot + 1] != 0) {
                    slot = (slot + 2) & (table.length - 1);
                }
                table[slot] = old[i];
                table[slot + 1] = old[i + 1];
            }
        }
    }

    /** The values so far, as a vector that is the caller's. */
    FieldVector vector() {
        FieldVector vector = field.createVector(allocator);
        try {
            switch (field.getType().getTypeID()) {
                case Bool -> loadBits(vector);
                default ->
                    load(
                            vector,
                            kind == Places.NONE
                                    ? List.of(valid.slice(), data.slice())
                                    : List.of(valid.slice(), places.slice(), data.slice()));
            }
            return vector;
        } catch (RuntimeException | Error e) {
            vector.close();
            throw e;
        }
    }

    private void load(FieldVector vector, List<ArrowBuf> buffers) {
        vector.loadFieldBuffers(new ArrowFieldNode(size, 0), buffers);
    }

    /** Booleans are gathered as bytes. */
    private void loadBits(FieldVector vector) {
        try (ArrowBuf bits = allocator.buffer(Long.BYTES)) {
            long packed = 0;
            for (int i = 0; i < size; i++) {
                packed |= (long) data.slice().getByte(i) << i;
            }
            bits.setLong(0, packed);
            load(vector, List.of(valid.slice(), bits));
        }
    }

    @Override
    public void close() {
        valid.close();
        places.close();
        data.close();
    }
}
