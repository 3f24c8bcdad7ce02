package dev.arrowshare.parquet.decode;

import dev.arrowshare.parquet.page.ChunkLocation;
import dev.arrowshare.parquet.page.InputChannel;
import dev.arrowshare.parquet.page.LeafColumn;
import dev.arrowshare.parquet.page.Page;
import dev.arrowshare.parquet.page.PageEncoding;
import dev.arrowshare.parquet.page.ReadBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** A column whose Arrow values all have the same number of bytes. */
final class FixedColumn extends ValuesColumn<FixedValues> {
    /** Ahead of the values, so that a V1 page can be decompressed in place with its levels. Keeps them aligned. */
    private static final int FRONT = 64;

    private final Conversion conversion;
    private final int width;
    private final FixedDictionary dictionary;
    private final ReadBuffer dense;
    private @Nullable ArrowBuf data;
    private long target;

    FixedColumn(
            LeafColumn column,
            InputChannel file,
            Iterator<ChunkLocation> chunks,
            BufferAllocator allocator,
            Conversion conversion) {
        super(column, file, chunks, allocator);
        this.conversion = conversion;
        this.width = conversion.width();
        this.dictionary = new FixedDictionary(conversion, allocator);
        this.dense = new ReadBuffer(allocator);
    }

    @Override
    void allocate(int rows) {
        ArrowBuf fresh = allocator.buffer(FRONT + (long) rows * width + SLACK);
        data = fresh;
        target = fresh.memoryAddress() + FRONT;
    }

    @Override
    void grow(int rows, int decoded) {
        ArrowBuf larger = grown(data, FRONT + (long) rows * width, FRONT + (long) decoded * width);
        data = larger;
        target = larger.memoryAddress() + FRONT;
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
        ArrowBuf held = data;
        if (held == null) {
            throw new IllegalStateException("no segment is being made");
        }
        return Arrays.asList(valid, held.slice(FRONT, (long) rows * width));
    }

    @Override
    void dictionary(long begin, long end, int values) {
        dictionary.load(begin, end, values);
    }

    @Override
    FixedValues decoder(PageEncoding encoding) {
        return encoding.isDictionary() ? dictionary : ValueDecoders.fixed(column, conversion, encoding, allocator);
    }

    @Override
    boolean decodeWhole(Page page, int at) {
        if (!conversion.isCopy()) {
            return false;
        }
        ArrowBuf held = data;
        long capacity = held == null ? 0 : held.capacity() - FRONT - (long) at * width;
        return decodeInPlace(page, target + (long) at * width, FRONT, capacity, width, at);
    }

    @Override
    void values(int at, int count) {
        page().next(target + (long) at * width, count);
    }

    @Override
    void sparse(int at, int rows, int present, long validity) {
        long from = dense.room(SPARSE_ROWS * width);
        page().next(from, present);
        Spread.values(from, target + (long) at * width, width, validity, at, rows);
    }

    @Override
    public void close() {
        super.close();
        dictionary.close();
        dense.close();
    }
}
