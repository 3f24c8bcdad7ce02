package dev.arrowshare.parquet.decode;

import dev.arrowshare.parquet.page.LeafColumn;
import dev.arrowshare.parquet.page.PageEncoding;
import dev.arrowshare.parquet.page.PhysicalType;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Which decoder reads which encoding, for the kinds of columns that there are: the one place to add an encoding to. What {@link
 * PageEncoding#encodes} rules out does not get here, and dictionaries are a column's own.
 */
final class ValueDecoders {
    private ValueDecoders() {}

    /** For values of a fixed width in Arrow. */
    static FixedValues fixed(
            LeafColumn column, Conversion conversion, PageEncoding encoding, BufferAllocator allocator) {
        if (encoding == PageEncoding.PLAIN) {
            return new PlainFixed(conversion);
        }
        if (column.physical() == PhysicalType.BYTE_ARRAY) {
            return new BinaryDecimals(binary(encoding, allocator), conversion.width());
        }
        FixedValues plain = plain(column, encoding, allocator);
        return conversion.isCopy() ? plain : new ConvertedValues(plain, conversion, allocator);
    }

    private static FixedValues plain(LeafColumn column, PageEncoding encoding, BufferAllocator allocator) {
        int width = column.physical() == PhysicalType.FIXED_LEN_BYTE_ARRAY
                ? column.typeLength()
                : column.physical().bytes();
        return switch (encoding) {
            case DELTA_BINARY_PACKED -> new DeltaInts(width, allocator);
            case BYTE_STREAM_SPLIT -> new SplitStreams(width);
            case DELTA_BYTE_ARRAY -> new FixedFromBinary(new DeltaByteArrays(allocator), width, allocator);
            default -> throw unknown(encoding);
        };
    }

    /** For text and bytes. */
    static BinaryValues binary(PageEncoding encoding, BufferAllocator allocator) {
        return switch (encoding) {
            case PLAIN -> new PlainBinary();
            case DELTA_LENGTH_BYTE_ARRAY -> new DeltaLengthBinary(allocator);
            case DELTA_BYTE_ARRAY -> new DeltaByteArrays(allocator);
            default -> throw unknown(encoding);
        };
    }

    /** For booleans. */
    static BooleanRuns booleans(PageEncoding encoding) {
        return switch (encoding) {
            case PLAIN -> BooleanRuns.packed();
            case RLE -> BooleanRuns.runLengths();
            default -> throw unknown(encoding);
        };
    }

    private static IllegalStateException unknown(PageEncoding encoding) {
        return new IllegalStateException("no decoder of " + encoding + " for this kind of column");
    }
}
