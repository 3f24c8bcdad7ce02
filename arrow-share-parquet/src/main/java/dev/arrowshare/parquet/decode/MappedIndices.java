package dev.arrowshare.parquet.decode;

import dev.arrowshare.parquet.page.LeafColumn;
import dev.arrowshare.parquet.page.MalformedPageException;
import dev.arrowshare.parquet.page.PageEncoding;
import dev.arrowshare.parquet.page.ReadBuffer;
import org.apache.arrow.memory.BufferAllocator;

/** Indices into a chunk's own dictionary, mapped to those of the column's. */
final class MappedIndices implements IndexValues {
    private final DictionaryIndices indices = new DictionaryIndices();
    private final IndexValues plain;
    private final int leastBytes;
    private final ReadBuffer ids;
    private long idOf;

    MappedIndices(LeafColumn column, ColumnDictionary dictionary, BufferAllocator allocator) {
        this.plain = LookedUpValues.of(column, PageEncoding.PLAIN, dictionary, allocator);
        this.leastBytes = leastBytes(column);
        this.ids = new ReadBuffer(allocator);
    }

    /** The fewest bytes that a PLAIN value takes. */
    private static int leastBytes(LeafColumn column) {
        return switch (column.physical()) {
            case BYTE_ARRAY -> Integer.BYTES;
            case FIXED_LEN_BYTE_ARRAY -> column.typeLength();
            default -> column.physical().bytes();
        };
    }

    /** Takes over a dictionary page. */
    void load(long begin, long end, int count) {
        Conversion.require(begin, end, count, leastBytes);
        if (leastBytes == 0 && count > 1) {
            throw new MalformedPageException("dictionary of " + count + " values that have no bytes");
        }
        if (count > (Integer.MAX_VALUE - ReadBuffer.SLACK) / Integer.BYTES) {
            throw new MalformedPageException("dictionary of " + count + " values is too large");
        }
        idOf = ids.room(count * Integer.BYTES);
        plain.open(begin, end);
        plain.next(idOf, count);
        indices.dictionary(count);
    }

    @Override
    public void open(long begin, long end) {
        indices.open(begin, end);
    }

    @Override
    public void pass(int count) {
        indices.pass(count);
    }

    @Override
    public void next(long target, int count) {
        indices.gather(idOf, Integer.BYTES, target, count);
    }

    @Override
    public void close() {
        plain.close();
        ids.close();
    }
}
