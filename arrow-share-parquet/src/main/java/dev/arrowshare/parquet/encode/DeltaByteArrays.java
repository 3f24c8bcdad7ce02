package dev.arrowshare.parquet.encode;

import dev.arrowshare.memory.Memory;
import org.apache.parquet.format.Encoding;

/**
 * DELTA_BYTE_ARRAY: of each value how many bytes it has in common with the beginning of the one before, DELTA_BINARY_PACKED, and then
 * all that follows those bytes, DELTA_LENGTH_BYTE_ARRAY.
 */
final class DeltaByteArrays implements ValueEncoder {
    private final int fixedLength;
    private final DeltaIntegers integers = new DeltaIntegers(4);
    private final DeltaLengths suffixes = new DeltaLengths();

    /** @param fixedLength of all values, or 0 when each has one of its own before it */
    DeltaByteArrays(int fixedLength) {
        this.fixedLength = fixedLength;
    }

    @Override
    public Encoding encoding() {
        return Encoding.DELTA_BYTE_ARRAY;
    }

    @Override
    public void append(GrowingBuffer plain, int count, GrowingBuffer page) {
        try (GrowingBuffer prefixes = new GrowingBuffer();
                GrowingBuffer rest = new GrowingBuffer()) {
            split(plain, count, prefixes, rest);
            integers.append(prefixes.address(), count, page);
            suffixes.append(rest, count, page);
        }
    }

    /** The lengths of what is in common, and the rest of each value behind its own length. */
    private void split(GrowingBuffer plain, int count, GrowingBuffer prefixes, GrowingBuffer rest) {
        long lengths = prefixes.reserve(4L * count);
        long from = plain.address();
        long before = 0;
        int beforeLength = 0;
        for (int i = 0; i < count; i++) {
            int length = fixedLength > 0 ? fixedLength : Memory.getInt(from);
            long value = fixedLength > 0 ? from : from + 4;
            int common = common(before, value, Math.min(beforeLength, length));
            Memory.putInt(lengths + 4L * i, common);
            long to = rest.reserve(4L + length - common);
            Memory.putInt(to, length - common);
            Memory.copy(value + common, to + 4, length - common);
            rest.endAt(to + 4 + length - common);
            before = value;
            beforeLength = length;
            from = value + length;
        }
    }

    private static int common(long one, long other, int most) {
        int common = 0;
        while (common < most && Memory.getByte(one + common) == Memory.getByte(other + common)) {
            common++;
        }
        return common;
    }
}
