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
 */
public record ChunkLocation(
        int rowGroup,
        long offset,
        long limit,
        long values,
        long rows,
        Decompressor codec,
        boolean prefixesCrossPages,
        @Nullable ChunkCrypto crypto) {}
