package dev.arrowshare.parquet;

import java.util.List;

/** What a file's footer says about one row group. Bytes are those of its column chunks. */
public record ParquetRowGroup(
        long rows, long compressedBytes, long uncompressedBytes, List<ParquetColumnChunk> chunks) {}
