package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.ChunkLocation;
import dev.arrowshare.parquet.page.InputChannel;
import dev.arrowshare.parquet.page.LeafColumn;
import dev.arrowshare.parquet.page.PageEncoding;
import dev.arrowshare.parquet.page.ReadBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/**
 * A column of text or bytes: offsets and the bytes themselves. Large types are decoded with 32-bit offsets as well, and widened at
 * the end: a segment is always small enough for those.
 */
final class BinaryColumn extends ValuesColumn<BinaryValues> {
    private static final int FIRST_BYTES = 4096;

    private final int bytesLimit;
    private final boolean large;
    private final BinaryDictionary dictionary;
    private final ReadBuffer dense;
    private @Nullable ArrowBuf offsets;
    private long offsetsAddress;
    private @Nullable ArrowBuf data;
    private int used;
    private double bytesPerRow;

    BinaryColumn(
            LeafColumn column,
            InputChannel file,
            Iterator<ChunkLocation> chunks,
            BufferAllocator allocator,
            int bytesLimit) {
        super(column, file, chunks, allocator);
        this.bytesLimit = bytesLimit;
        this.large = column.storageType() instanceof ArrowType.LargeUtf8
                || column.storageType() instanceof ArrowType.LargeBinary;
        this.dictionary = new BinaryDictionary(allocator);
        this.dense = new ReadBuffer(allocator);
    }

    @Override
    void allocate(int rows) {
        ArrowBuf fresh = allocator.buffer(4L * (rows + 1L) + SLACK);
        offsets = fresh;
        offsetsAddress = fresh.memoryAddress();
        Memory.putInt(offsetsAddress, 0);
        used = 0;
        double estimate = Math.min(rows * bytesPerRow * 1.05, bytesLimit);
        data = allocator.buffer((long) Math.max(estimate, FIRST_BYTES) + SLACK);
    }

    @Override
    void grow(int rows, int decoded) {
        ArrowBuf larger = grown(offsets, 4L * (rows + 1L), 4L * (decoded + 1L));
        offsets = larger;
        offsetsAddress = larger.memoryAddress();
    }

    @Override
    void release() {
        ArrowBuf first = offsets;
        ArrowBuf second = data;
        offsets = null;
        data = null;
        if (first != null) {
            first.close();
        }
        if (second != null) {
            second.close();
        }
    }

    @Override
    List<@Nullable ArrowBuf> buffers(@Nullable ArrowBuf valid, int rows) {
        bytesPerRow = Math.max(bytesPerRow, used / Math.max(1.0, rows));
        if (large) {
            widenOffsets(rows);
        }
        return Arrays.asList(valid, offsets, data);
    }

    @Override
    long dataBytes() {
        return used;
    }

    private void widenOffsets(int rows) {
        ArrowBuf narrow = held(offsets);
        try (narrow) {
            ArrowBuf wide = allocator.buffer(8L * (rows + 1L));
            offsets = wide;
            for (int i = 0; i <= rows; i++) {
                Memory.putLong(wide.memoryAddress() + 8L * i, Memory.getInt(narrow.memoryAddress() + 4L * i));
            }
        }
    }

    @Override
    void dictionary(long begin, long end, int values) {
        dictionary.load(begin, end, values);
    }

    @Override
    BinaryValues decoder(PageEncoding encoding) {
        return encoding.isDictionary() ? dictionary : ValueDecoders.binary(encoding, allocator);
    }

    /** A segment takes at least one value, however long. */
    @Override
    int room(int wanted) {
        int fit = page().fit(wanted, bytesLimit - used);
        return fit == 0 && used == 0 ? 1 : fit;
    }

    @Override
    void values(int at, int count) {
        decode(offsetsAddress + 4L * (at + 1L), count);
    }

    @Override
    void sparse(int at, int rows, int present, long validity) {
        long ends = dense.room((SPARSE_ROWS + 1) * Integer.BYTES);
        Memory.putInt(ends, used);
        decode(ends + Integer.BYTES, present);
        Spread.offsets(ends, offsetsAddress + 4L * (at + 1L), validity, at, rows);
    }

    /** Appends values and writes where each ends. */
    private void decode(long ends, int count) {
        BinaryValues values = page();
        long to = ends;
        for (int done = 0; done < count; done += BinaryValues.BLOCK) {
            int step = Math.min(count - done, BinaryValues.BLOCK);
            long bytes = values.take(step, held(data).capacity() - SLACK - used);
            used = values.append(roomFor(bytes), used, to);
            to += (long) Integer.BYTES * step;
        }
    }

    /** Makes room for that many more bytes, and the slack; returns the address of the data's first byte. */
    private long roomFor(long more) {
        ArrowBuf current = held(data);
        if (used + more > Integer.MAX_VALUE - SLACK) {
            throw new UnrepresentableValueException(
                    "a row has more than 2 GiB of text, which 32-bit offsets cannot reach");
        }
        if (used + more + SLACK <= current.capacity()) {
            return current.memoryAddress();
        }
        ArrowBuf larger = allocator.buffer(Math.max(used + more, current.capacity() * 3 / 2) + SLACK);
        data = larger;
        try (current) {
            Memory.copy(current.memoryAddress(), larger.memoryAddress(), used);
        }
        return larger.memoryAddress();
    }

    private static ArrowBuf held(@Nullable ArrowBuf buffer) {
        if (buffer == null) {
            throw new IllegalStateException("no segment is being made");
        }
        return buffer;
    }

    @Override
    public void close() {
        super.close();
        dictionary.close();
        dense.close();
    }
}
