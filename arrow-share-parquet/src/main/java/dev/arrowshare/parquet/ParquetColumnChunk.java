package dev.arrowshare.parquet;

import java.util.List;

/**
 * What a file's footer says about one column of one row group.
 *
 * @param column its name; the parts of a nested column's path are joined by dots
 * @param type its type as Parquet writes it, such as {@code int64 (TIMESTAMP(MICROS,true))}
 * @param compression the codec's name in the format, also of codecs that cannot be read here
 * @param encodings the encodings' names in the format
 * @param values how many values, nulls included
 * @param offset of its first page in the file
 * @param hasBloomFilter whether there is one
 * @param hasPageIndex whether {@link ParquetSource#pages} finds something
 */
public record ParquetColumnChunk(
        String column,
        String type,
        String compression,
        List<String> encodings,
        long values,
        long compressedBytes,
        long uncompressedBytes,
        long offset,
        boolean hasBloomFilter,
        boolean hasPageIndex,
        ParquetStatistics statistics,
        ParquetLevels levels) {}
