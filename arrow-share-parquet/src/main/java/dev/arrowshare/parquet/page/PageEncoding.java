package dev.arrowshare.parquet.page;

import org.apache.parquet.format.Encoding;
import org.jspecify.annotations.Nullable;

/** How the values or levels of a page are encoded, by the names of the Parquet format. */
public enum PageEncoding {
    PLAIN,
    PLAIN_DICTIONARY,
    RLE,
    BIT_PACKED,
    DELTA_BINARY_PACKED,
    DELTA_LENGTH_BYTE_ARRAY,
    DELTA_BYTE_ARRAY,
    RLE_DICTIONARY,
    BYTE_STREAM_SPLIT;

    /** Both names mean the same: indices into the chunk's dictionary. */
    public boolean isDictionary() {
        return this == PLAIN_DICTIONARY || this == RLE_DICTIONARY;
    }

    /** Whether the format lets values of that type have this encoding. */
    public boolean encodes(PhysicalType type) {
        return switch (this) {
            case PLAIN -> true;
            case PLAIN_DICTIONARY, RLE_DICTIONARY -> type != PhysicalType.BOOLEAN;
            case RLE -> type == PhysicalType.BOOLEAN;
            case BIT_PACKED -> false;
            case DELTA_BINARY_PACKED -> type == PhysicalType.INT32 || type == PhysicalType.INT64;
            case DELTA_LENGTH_BYTE_ARRAY -> type == PhysicalType.BYTE_ARRAY;
            case DELTA_BYTE_ARRAY -> type == PhysicalType.BYTE_ARRAY || type == PhysicalType.FIXED_LEN_BYTE_ARRAY;
            case BYTE_STREAM_SPLIT ->
                switch (type) {
                    case INT32, INT64, FLOAT, DOUBLE, FIXED_LEN_BYTE_ARRAY -> true;
                    case BOOLEAN, INT96, BYTE_ARRAY -> false;
                };
        };
    }

    static PageEncoding of(@Nullable Encoding encoding) {
        if (encoding == null) {
            throw new MalformedPageException("encoding that Parquet does not know");
        }
        return valueOf(encoding.name());
    }
}
