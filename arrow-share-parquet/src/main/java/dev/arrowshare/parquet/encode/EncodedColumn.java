package dev.arrowshare.parquet.encode;

import dev.arrowshare.parquet.Compression;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageEncodingStats;
import org.apache.parquet.format.PageType;
import org.jspecify.annotations.Nullable;

/** A column chunk: its bytes, and what footer and page index will say of it. Offsets are from the chunk's first byte. */
public final class EncodedColumn {
    /**
     * What was counted.
     *
     * @param dictionaryBytes of the dictionary page with its header, 0 when there is none
     */
    record Sizes(long entries, long uncompressedBytes, long dictionaryBytes) {}

    private final ColumnType type;
    private final Compression.Codec codec;
    private final GrowingBuffer content;
    private final GrowingBuffer bloomFilter;
    private final Sizes sizes;
    private final PageType dataPageType;
    private final Map<Encoding, Integer> dataPages;
    private final ColumnIndexes indexes;

    EncodedColumn(
            ColumnType type,
            Compression.Codec codec,
            GrowingBuffer content,
            GrowingBuffer bloomFilter,
            Sizes sizes,
            PageType dataPageType,
            Map<Encoding, Integer> dataPages,
            ColumnIndexes indexes) {
        this.type = type;
        this.codec = codec;
        this.content = content;
        this.bloomFilter = bloomFilter;
        this.sizes = sizes;
        this.dataPageType = dataPageType;
        this.dataPages = dataPages;
        this.indexes = indexes;
    }

    /** The chunk's bytes, in the memory that the encoder was given for them. */
    public GrowingBuffer content() {
        return content;
    }

    /** The bloom filter with its header; empty when there is none. */
    public GrowingBuffer bloomFilter() {
        return bloomFilter;
    }

    public ColumnMetaData metadata() {
        ColumnMetaData metadata = new ColumnMetaData(
                        type.element().getType(),
                        List.copyOf(encodings()),
                        type.path(),
                        CompressionCodec.valueOf(codec.name()),
                        sizes.entries,
                        sizes.uncompressedBytes,
                        content.size(),
                        sizes.dictionaryBytes)
                .setStatistics(indexes.statistics())
                .setSize_statistics(indexes.sizeStatistics())
                .setEncoding_stats(encodingStats());
        return sizes.dictionaryBytes == 0 ? metadata : metadata.setDictionary_page_offset(0);
    }

    private Set<Encoding> encodings() {
        EnumSet<Encoding> encodings = EnumSet.of(Encoding.RLE);
        encodings.addAll(dataPages.keySet());
        if (sizes.dictionaryBytes > 0) {
            encodings.add(Encoding.PLAIN);
        }
        return encodings;
    }

    private List<PageEncodingStats> encodingStats() {
        List<PageEncodingStats> stats = new ArrayList<>();
        if (sizes.dictionaryBytes > 0) {
            stats.add(new PageEncodingStats(PageType.DICTIONARY_PAGE, Encoding.PLAIN, 1));
        }
        dataPages.forEach((encoding, count) -> stats.add(new PageEncodingStats(dataPageType, encoding, count)));
        return stats;
    }

    public OffsetIndex offsetIndex() {
        return indexes.offsetIndex();
    }

    /** Null when the chunk's values have no order. */
    public @Nullable ColumnIndex columnIndex() {
        return indexes.columnIndex();
    }
}
