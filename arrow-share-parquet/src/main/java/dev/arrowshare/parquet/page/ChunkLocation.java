package dev.arrowshare.parquet.page;

/**
 * Where the pages of a column chunk lie in the file, all checked against its length.
 *
 * @param offset of the first page
 * @param limit behind the last byte that may belong to the chunk
 * @param values nulls included
 */
public record ChunkLocation(int rowGroup, long offset, long limit, long values, Codec codec) {}
