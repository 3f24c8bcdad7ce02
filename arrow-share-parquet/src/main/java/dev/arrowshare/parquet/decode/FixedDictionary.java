package dev.arrowshare.parquet.decode;

import dev.arrowshare.parquet.page.MalformedPageException;
import dev.arrowshare.parquet.page.ReadBuffer;
import org.apache.arrow.memory.BufferAllocator;

/** Indices into a chunk's dictionary, which is converted once. */
final class FixedDictionary implements FixedValues {
    private final Conversion conversion;
    private final DictionaryIndices indices = new DictionaryIndices();
    private final ReadBuffer values;
    private long address;

    FixedDictionary(Conversion conversion, BufferAllocator allocator) {
        this.conversion = conversion;
        this.values = new ReadBuffer(allocator);
    }

    /** Takes over a dictionary page. */
    void load(long begin, long end, int count) {
        Conversion.require(begin, end, count, conversion.sourceWidth());
        long bytes = (long) count * conversion.width();
        if (bytes > Integer.MAX_VALUE - ReadBuffer.SLACK) {
            throw new MalformedPageException("dictionary of " + count + " values is too large");
        }
        address = values.room((int) bytes);
        conversion.convert(begin, end, address, count);
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
        indices.gather(address, conversion.width(), target, count);
    }

    @Override
    public void close() {
        values.close();
    }
}
