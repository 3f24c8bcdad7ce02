package dev.arrowshare.exchange;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.EmptyVectors;
import dev.arrowshare.batch.VectorBuffers;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.apache.arrow.c.ArrowArray;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Makes of an exported batch the arrays of a producer that slices: each array, at any depth and in dictionaries, gets an offset of its
 * own, and garbage in front of it. What the arrays say stays the same.
 */
final class OffsetProducer implements AutoCloseable {
    private final Batch batch;
    private final BufferAllocator allocator;
    private final Random random;
    private final List<ArrowBuf> owned = new ArrayList<>();

    OffsetProducer(Batch batch, BufferAllocator allocator, long seed) {
        this.batch = batch;
        this.allocator = allocator;
        this.random = new Random(seed);
    }

    void move(ArrowArray root) {
        ArrowArray.Snapshot snapshot = root.snapshot();
        long offset = random.nextInt(20);
        for (int i = 0; i < snapshot.n_children; i++) {
            move(child(snapshot, i), batch.schema().getFields().get(i), offset);
        }
        behind(snapshot, 0, offset, snapshot.length, 1);
        snapshot.offset = offset;
        root.save(snapshot);
    }

    private static ArrowArray child(ArrowArray.Snapshot parent, int index) {
        return ArrowArray.wrap(Memory.getLong(parent.children + 8L * index));
    }

    /** @param more values in front that the parent's offset skips */
    private void move(ArrowArray array, Field field, long more) {
        ArrowArray.Snapshot snapshot = array.snapshot();
        long offset = random.nextInt(20);
        buffers(snapshot, field, offset + more);
        for (int i = 0; i < snapshot.n_children; i++) {
            Field childField = field.getChildren().get(i);
            if (field.getType() instanceof ArrowType.RunEndEncoded) {
                move(child(snapshot, i), childField, 0);
                moveEnds(child(snapshot, i), childField, i == 0 ? offset + more : 0);
            } else {
                move(child(snapshot, i), childField, perChild(field.getType()) * (offset + more));
            }
        }
        if (snapshot.dictionary != 0) {
            long id = Objects.requireNonNull(field.getDictionary()).getId();
            Field values = Objects.requireNonNull(batch.dictionary(id)).getField();
            move(ArrowArray.wrap(snapshot.dictionary), values, 0);
        }
        snapshot.length += more;
        snapshot.offset = offset;
        array.save(snapshot);
    }

    /** How many values of its children one value in front of this needs. */
    private static long perChild(ArrowType type) {
        if (type instanceof ArrowType.FixedSizeList list) {
            return list.getListSize();
        }
        boolean isBesides = type instanceof ArrowType.Struct
                || (type instanceof ArrowType.Union union && union.getMode() == UnionMode.Sparse);
        return isBesides ? 1 : 0;
    }

    /** The first run takes the rows in front. */
    private static void moveEnds(ArrowArray ends, Field field, long rows) {
        ArrowArray.Snapshot snapshot = ends.snapshot();
        int bits = field.getType() instanceof ArrowType.Int type ? type.getBitWidth() : 0;
        long address = rows == 0 ? 0 : Memory.getLong(snapshot.buffers + 8);
        for (long i = snapshot.offset; rows > 0 && i < snapshot.offset + snapshot.length; i++) {
            switch (bits) {
                case 16 -> Memory.putShort(address + 2 * i, (short) (Memory.getShort(address + 2 * i) + rows));
                case 32 -> Memory.putInt(address + 4 * i, (int) (Memory.getInt(address + 4 * i) + rows));
                default -> Memory.putLong(address + 8 * i, Memory.getLong(address + 8 * i) + rows);
            }
        }
    }

    private void buffers(ArrowArray.Snapshot array, Field field, long front) {
        ArrowType type = field.getType() instanceof ArrowType.ExtensionType extension
                ? extension.storageType()
                : field.getType();
        if (type instanceof ArrowType.Null || type instanceof ArrowType.RunEndEncoded) {
            return;
        }
        long rows = array.length;
        if (type instanceof ArrowType.Union union) {
            behind(array, 0, front, rows, 8);
            if (union.getMode() == UnionMode.Dense) {
                behind(array, 1, front, rows, 32);
            }
            return;
        }
        behind(array, 0, front, rows, 1);
        int bits = bits(field);
        if (bits > 0) {
            behind(array, 1, front, rows, bits);
        }
        int offsetBits = offsetBits(type);
        if (offsetBits > 0) {
            behind(array, 1, front, rows + 1, offsetBits);
            // Arrow's importer looks at the first offset of the buffer.
            Memory.fill(Memory.getLong(array.buffers + 8), front * offsetBits / 8, (byte) 0);
        }
        if (type instanceof ArrowType.ListView || type instanceof ArrowType.LargeListView) {
            int viewBits = type instanceof ArrowType.ListView ? 32 : 64;
            behind(array, 1, front, rows, viewBits);
            behind(array, 2, front, rows, viewBits);
        }
    }

    private static int bits(Field field) {
        if (!field.getChildren().isEmpty()) {
            return 0;
        }
        FieldVector vector = VectorBuffers.storage(EmptyVectors.of(field, Allocators.root()));
        if (vector instanceof BaseVariableWidthViewVector) {
            return 128;
        }
        if (vector instanceof BitVector) {
            return 1;
        }
        return vector instanceof BaseFixedWidthVector fixed ? 8 * fixed.getTypeWidth() : 0;
    }

    private static int offsetBits(ArrowType type) {
        if (type instanceof ArrowType.Utf8
                || type instanceof ArrowType.Binary
                || type instanceof ArrowType.List
                || type instanceof ArrowType.Map) {
            return 32;
        }
        boolean isLarge = type instanceof ArrowType.LargeUtf8
                || type instanceof ArrowType.LargeBinary
                || type instanceof ArrowType.LargeList;
        return isLarge ? 64 : 0;
    }

    /** Replaces a buffer by one with as much garbage in front of its values. */
    private void behind(ArrowArray.Snapshot array, int buffer, long front, long values, int bits) {
        long at = array.buffers + 8L * buffer;
        long old = Memory.getLong(at);
        if (old == 0) {
            return;
        }
        long bytes = ((front + values) * bits + 7) / 8;
        ArrowBuf moved = allocator.buffer(bytes);
        owned.add(moved);
        byte[] garbage = new byte[(int) bytes];
        random.nextBytes(garbage);
        Memory.copy(garbage, 0, moved.memoryAddress(), garbage.length);
        if (bits == 1) {
            for (long i = 0; i < values; i++) {
                putBit(moved.memoryAddress(), front + i, Memory.getByte(old + i / 8) >> (i % 8) & 1);
            }
        } else {
            Memory.copy(old, moved.memoryAddress() + front * bits / 8, values * bits / 8);
        }
        Memory.putLong(at, moved.memoryAddress());
    }

    private static void putBit(long address, long index, int value) {
        long at = address + index / 8;
        int mask = 1 << (index % 8);
        Memory.putByte(at, (byte) (value == 1 ? Memory.getByte(at) | mask : Memory.getByte(at) & ~mask));
    }

    @Override
    public void close() {
        owned.forEach(ArrowBuf::close);
    }
}
