package dev.arrowshare.parquet;

import java.util.List;

/**
 * What a file's footer says about one row group. Bytes are those of its column chunks.
 *
 * @param sortedBy the columns that its rows are sorted by, as the writer says
 */
public record ParquetRowGroup(
        long rows,
        long compressedBytes,
        long uncompressedBytes,
        List<SortingColumn> sortedBy,
        List<ParquetColumnChunk> chunks) {}
