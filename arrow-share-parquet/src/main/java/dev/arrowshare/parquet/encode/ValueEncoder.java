package dev.arrowshare.parquet.encode;

import dev.arrowshare.parquet.ParquetWriteOptions.Encoding;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns the PLAIN values of a page into another encoding. */
interface ValueEncoder {

    org.apache.parquet.format.Encoding encoding();

    /** Appends what stands in the page for {@code count} values that lie PLAIN in {@code plain}. */
    void append(GrowingBuffer plain, int count, GrowingBuffer page);

    /** The one for an encoding of a column's; null for those that need none. */
    static @Nullable ValueEncoder of(Encoding encoding, ColumnType type) {
        return switch (encoding) {
            case PLAIN, DICTIONARY, RLE -> null;
            case DELTA_BINARY_PACKED -> new DeltaIntegers(type.layout().width());
            case DELTA_LENGTH_BYTE_ARRAY -> new DeltaLengths();
            case DELTA_BYTE_ARRAY ->
                new DeltaByteArrays(
                        type.kind() == ColumnType.Kind.FIXED_BYTES
                                ? type.layout().width()
                                : 0);
            case BYTE_STREAM_SPLIT -> new ByteStreamSplit(type.layout().width());
        };
    }

    /** Those that the format allows (parquet-format, Encodings). */
    static Set<Encoding> allowed(ColumnType type) {
        return switch (type.element().getType()) {
            case BOOLEAN -> EnumSet.of(Encoding.PLAIN, Encoding.RLE);
            case INT32, INT64 ->
                type.kind() == ColumnType.Kind.NULLS
                        ? EnumSet.of(Encoding.PLAIN)
                        : EnumSet.of(
                                Encoding.PLAIN,
                                Encoding.DICTIONARY,
                                Encoding.DELTA_BINARY_PACKED,
                                Encoding.BYTE_STREAM_SPLIT);
            case FLOAT, DOUBLE -> EnumSet.of(Encoding.PLAIN, Encoding.DICTIONARY, Encoding.BYTE_STREAM_SPLIT);
            case BYTE_ARRAY ->
                EnumSet.of(
                        Encoding.PLAIN,
                        Encoding.DICTIONARY,
                        Encoding.DELTA_LENGTH_BYTE_ARRAY,
                        Encoding.DELTA_BYTE_ARRAY);
            default ->
                EnumSet.of(Encoding.PLAIN, Encoding.DICTIONARY, Encoding.DELTA_BYTE_ARRAY, Encoding.BYTE_STREAM_SPLIT);
        };
    }
}
