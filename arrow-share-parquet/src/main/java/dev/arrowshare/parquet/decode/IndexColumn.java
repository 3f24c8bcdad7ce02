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
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.jspecify.annotations.Nullable;

/**
 * A dictionary-encoded column: indices into one dictionary of the whole column. Indices of a page's own dictionary are mapped, values
 * without one are looked up.
 *
 * <p>Row groups must come in order, from this decoder alone, or else the order of the dictionary would depend on chance. Indices are
 * decoded as 32 bits, and brought to the width of their type at the end.
 */
final class IndexColumn extends ValuesColumn<IndexValues> {
    private final ColumnDictionary dictionary;
    private final MappedIndices mapped;
    private final int width;
    private final ReadBuffer dense;
    private @Nullable ArrowBuf data;
    private long target;

    IndexColumn(
            LeafColumn column,
            DictionaryEncoding encoding,
            InputChannel file,
            Iterator<ChunkLocation> chunks,
            BufferAllocator allocator) {
        super(column, file, chunks, allocator);
        this.dictionary = new ColumnDictionary(column, encoding, allocator);
        this.mapped = new MappedIndices(column, dictionary, allocator);
        this.width = encoding.getIndexType().getBitWidth() / Byte.SIZE;
        this.dense = new ReadBuffer(allocator);
    }

    @Override
    void allocate(int rows) {
        ArrowBuf fresh = allocator.buffer((long) rows * Integer.BYTES + SLACK);
        data = fresh;
        target = fresh.memoryAddress();
    }

    @Override
    void grow(int rows, int decoded) {
        ArrowBuf larger = grown(data, (long) rows * Integer.BYTES, (long) decoded * Integer.BYTES);
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
        if (width != Integer.BYTES) {
            resize(rows);
        }
        return Arrays.asList(valid, data);
    }

    private void resize(int rows) {
        ArrowBuf resized = allocator.buffer((long) rows * width + SLACK);
        long from = target;
        long to = resized.memoryAddress();
        for (int i = 0; i < rows; i++) {
            int index = Memory.getInt(from + 4L * i);
            switch (width) {
                case 1 -> Memory.putByte(to + i, (byte) index);
                case 2 -> Memory.putShort(to + 2L * i, (short) index);
                default -> Memory.putLong(to + 8L * i, index);
            }
        }
        release();
        data = resized;
    }

    @Override
    FieldVector dictionaryVector() {
        if (!column.field().isNullable() && dictionary.size() == 0) {
            // Below a struct that is null, even a column that is never null has indices that mean nothing, but must be
            // in range.
            dictionary.addZero();
        }
        return dictionary.vector();
    }

    @Override
    void dictionary(long begin, long end, int count) {
        mapped.load(begin, end, count);
    }

    @Override
    IndexValues decoder(PageEncoding encoding) {
        return encoding.isDictionary() ? mapped : LookedUpValues.of(column, encoding, dictionary, allocator);
    }

    @Override
    void values(int at, int count) {
        page().next(target + 4L * at, count);
    }

    @Override
    void sparse(int at, int rows, int present, long validity) {
        long from = dense.room(SPARSE_ROWS * Integer.BYTES);
        page().next(from, present);
        Spread.values(from, target + 4L * at, Integer.BYTES, validity, at, rows);
    }

    @Override
    public void close() {
        super.close();
        dictionary.close();
        mapped.close();
        dense.close();
    }
}
