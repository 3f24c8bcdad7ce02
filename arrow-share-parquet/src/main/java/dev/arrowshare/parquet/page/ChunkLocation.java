package dev.arrowshare.parquet.page;

import org.jspecify.annotations.Nullable;

/**
 * Where the pages of a column chunk lie in the file, all checked against its length.
 *
 * @param offset of the first page
 * @param limit behind the last byte that may belong to the chunk
 * @param values nulls included, and the places of empty lists
 * @param rows of the row group
 * @param prefixesCrossPages whether its writer may have let values of DELTA_BYTE_ARRAY share bytes with the page before (PARQUET-246)
 * @param crypto how it is encrypted, if it is
 * @param pages what is known of them beforehand, where it was asked for
 */
public record ChunkLocation(
        int rowGroup,
        long offset,
        long limit,
        long values,
        long rows,
        Decompressor codec,
        boolean prefixesCrossPages,
        @Nullable ChunkCrypto crypto,
        @Nullable ChunkPages pages) {
    ChunkLocation with(ChunkPages known) {
        return new ChunkLocation(rowGroup, offset, limit, values, rows, codec, prefixesCrossPages, crypto, known);
    }

    ChunkLocation upTo(long end) {
        return new ChunkLocation(rowGroup, offset, end, values, rows, codec, prefixesCrossPages, crypto, pages);
    }

    /** Where each page lies; null where that is not known. */
    public @Nullable PageTable table() {
        return pages == null ? null : pages.table();
    }
}
