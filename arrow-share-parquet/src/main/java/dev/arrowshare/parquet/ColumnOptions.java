package dev.arrowshare.parquet;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How one column is written, where that was said of it: see {@link ParquetWriteOptions#encoding(String, ParquetWriteOptions.Encoding)}
 * and its like.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param encoding null to choose by looking at the values
 * @param compression null for the file's
 * @param bloomFilter null for none
 */
public record ColumnOptions(
        ParquetWriteOptions.@Nullable Encoding encoding,
        @Nullable Compression compression,
        @Nullable BloomFilterSize bloomFilter)
        implements Serializable {

    static final ColumnOptions NONE = new ColumnOptions(null, null, null);

    /**
     * How large a bloom filter is.
     *
     * @param distinctValues of a row group
     * @param falsePositives the share of values that are not there and seem to be
     */
    public record BloomFilterSize(long distinctValues, double falsePositives) implements Serializable {}

    ColumnOptions with(ParquetWriteOptions.Encoding newEncoding) {
        return new ColumnOptions(newEncoding, compression, bloomFilter);
    }

    ColumnOptions with(Compression newCompression) {
        return new ColumnOptions(encoding, newCompression, bloomFilter);
    }

    ColumnOptions with(BloomFilterSize newBloomFilter) {
        return new ColumnOptions(encoding, compression, newBloomFilter);
    }

    /** These, and where they are silent, others. */
    ColumnOptions or(ColumnOptions others) {
        return new ColumnOptions(
                encoding == null ? others.encoding : encoding,
                compression == null ? others.compression : compression,
                bloomFilter == null ? others.bloomFilter : bloomFilter);
    }
}
