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
final class FixedColumn extends ColumnDecoder {
    /** Ahead of the values, so that a V1 page can be decompressed in place with its levels. Keeps them aligned. */
    private static final int FRONT = 64;

    private final Conversion conversion;
    private final int width;
    private final DictionaryIndices indices = new DictionaryIndices();
    private final ReadBuffer dictionary;
    private final ReadBuffer dense;
    private long dictionaryAddress;
    private boolean fromDictionary;
    private long position;
    private long end;
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
        this.dictionary = new ReadBuffer(allocator);
        this.dense = new ReadBuffer(allocator);
    }

    @Override
    void allocate(int rows) {
        ArrowBuf fresh = allocator.buffer(FRONT + (long) rows * width + SLACK);
        data = fresh;
        target = fresh.memoryAddress() + FRONT;
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
    void dictionary(long begin, long stop, int values) {
        Conversion.require(begin, stop, values, conversion.sourceWidth());
        long bytes = (long) values * width;
        dictionaryAddress = dictionary.room(Math.toIntExact(bytes));
        conversion.convert(begin, stop, dictionaryAddress, values);
        indices.dictionary(values);
    }

    @Override
    void open(PageEncoding encoding, long begin, long stop) {
        fromDictionary = encoding.isDictionary();
        position = begin;
        end = stop;
        if (fromDictionary) {
            indices.open(begin, stop);
        } else if (encoding != PageEncoding.PLAIN) {
            throw unsupported(encoding);
        }
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
        decode(target + (long) at * width, count);
    }

    private void decode(long to, int count) {
        if (fromDictionary) {
            indices.gather(dictionaryAddress, width, to, count);
        } else {
            position = conversion.convert(position, end, to, count);
        }
    }

    @Override
    void sparse(int at, int rows, int present, long validity) {
        long from = dense.room(SPARSE_ROWS * width);
        decode(from, present);
        Spread.values(from, target + (long) at * width, width, validity, at, rows);
    }

    @Override
    public void close() {
        super.close();
        dictionary.close();
        dense.close();
    }
}
