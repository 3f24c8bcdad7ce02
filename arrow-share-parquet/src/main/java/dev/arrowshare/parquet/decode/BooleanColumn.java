package dev.arrowshare.parquet.decode;

import dev.arrowshare.parquet.page.ChunkLocation;
import dev.arrowshare.parquet.page.InputChannel;
import dev.arrowshare.parquet.page.LeafColumn;
import dev.arrowshare.parquet.page.MalformedPageException;
import dev.arrowshare.parquet.page.PageEncoding;
import dev.arrowshare.parquet.page.ReadBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** A column of booleans, of one bit each in Parquet and in Arrow. */
final class BooleanColumn extends ValuesColumn<BooleanRuns> {
    private final ReadBuffer dense;
    private @Nullable ArrowBuf data;
    private long target;

    BooleanColumn(LeafColumn column, InputChannel file, Iterator<ChunkLocation> chunks, BufferAllocator allocator) {
        super(column, file, chunks, allocator);
        this.dense = new ReadBuffer(allocator);
    }

    @Override
    void allocate(int rows) {
        ArrowBuf fresh = allocator.buffer((rows + 63L) / 64 * 8 + SLACK);
        data = fresh;
        target = fresh.memoryAddress();
    }

    @Override
    void grow(int rows, int decoded) {
        ArrowBuf larger = grown(data, (rows + 63L) / 64 * 8, (decoded + 7L) / 8);
        data = larger;
        target = larger.memoryAddress();
    }

    @Override
    void release() {
        ArrowBuf held = data;
        data = null;
        if (held != null) {
            held.close();
        }
    }

    @Override
    List<@Nullable ArrowBuf> buffers(@Nullable ArrowBuf valid, int rows) {
        return Arrays.asList(valid, data);
    }

    @Override
    void dictionary(long begin, long end, int values) {
        throw new MalformedPageException("dictionary of booleans");
    }

    @Override
    BooleanRuns decoder(PageEncoding encoding) {
        return ValueDecoders.booleans(encoding);
    }

    @Override
    void values(int at, int count) {
        page().next(target, at, count);
    }

    @Override
    void sparse(int at, int rows, int present, long validity) {
        long from = dense.room(SPARSE_ROWS / 8);
        page().next(from, 0, present);
        int taken = 0;
        for (int done = 0; done < rows; done += Bits.STEP) {
            int step = Math.min(rows - done, Bits.STEP);
            long valid = Bits.word(validity, at + done) & (-1L >>> (64 - step));
            long packed = Bits.word(from, taken);
            Bits.append(target, at + done, deposited(packed, valid));
            taken += Long.bitCount(valid);
        }
    }

    /** The low bits of {@code packed}, each at the place of the next set bit of {@code places}. */
    private static long deposited(long packed, long places) {
        long result = 0;
        long bits = packed;
        for (long left = places; left != 0; left &= left - 1) {
            result |= Long.lowestOneBit(left) & -(bits & 1);
            bits >>>= 1;
        }
        return result;
    }

    @Override
    public void close() {
        super.close();
        dense.close();
    }
}
