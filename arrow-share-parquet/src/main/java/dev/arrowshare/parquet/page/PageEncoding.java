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

    static PageEncoding of(@Nullable Encoding encoding) {
        if (encoding == null) {
            throw new MalformedPageException("encoding that Parquet does not know");
        }
        return valueOf(encoding.name());
    }
}
