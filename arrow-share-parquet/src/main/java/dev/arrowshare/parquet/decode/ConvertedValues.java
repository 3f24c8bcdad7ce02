package dev.arrowshare.parquet.decode;

import dev.arrowshare.parquet.page.ReadBuffer;
import org.apache.arrow.memory.BufferAllocator;

/** Values that a decoder makes as PLAIN has them, converted while they are in the first cache. */
final class ConvertedValues extends DerivedValues<FixedValues> implements FixedValues {
    private static final int BLOCK_BYTES = 4096;

    private final Conversion conversion;
    private final ReadBuffer block;
    private final int blockValues;

    ConvertedValues(FixedValues plain, Conversion conversion, BufferAllocator allocator) {
        super(plain);
        this.conversion = conversion;
        this.block = new ReadBuffer(allocator);
        this.blockValues = Math.max(1, BLOCK_BYTES / Math.max(1, conversion.sourceWidth()));
    }

    @Override
    public void next(long target, int count) {
        int bytes = conversion.sourceWidth();
        long from = block.room(blockValues * bytes);
        long to = target;
        for (int done = 0; done < count; done += blockValues) {
            int step = Math.min(count - done, blockValues);
            values.next(from, step);
            conversion.convert(from, from + (long) step * bytes, to, step);
            to += (long) step * conversion.width();
        }
    }

    @Override
    public void close() {
        super.close();
        block.close();
    }
}
