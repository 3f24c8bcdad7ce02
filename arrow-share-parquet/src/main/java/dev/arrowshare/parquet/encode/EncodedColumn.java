package dev.arrowshare.parquet.encode;

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
    private final ColumnType type;
    private final GrowingBuffer content;
    private final long entries;
    private final long uncompressedBytes;
    private final long dictionaryBytes;
    private final PageType dataPageType;
    private final Map<Encoding, Integer> dataPages;
    private final ColumnIndexes indexes;

    EncodedColumn(
            ColumnType type,
            GrowingBuffer content,
            long entries,
            long uncompressedBytes,
            long dictionaryBytes,
            PageType dataPageType,
            Map<Encoding, Integer> dataPages,
            ColumnIndexes indexes) {
        this.type = type;
        this.content = content;
        this.entries = entries;
        this.uncompressedBytes = uncompressedBytes;
        this.dictionaryBytes = dictionaryBytes;
        this.dataPageType = dataPageType;
        this.dataPages = dataPages;
        this.indexes = indexes;
    }

    /** The chunk's bytes, in the memory that the encoder was given for them. */
    public GrowingBuffer content() {
        return content;
    }

    public ColumnMetaData metadata(CompressionCodec codec) {
        ColumnMetaData metadata = new ColumnMetaData(
                        type.element().getType(),
                        List.copyOf(encodings()),
                        type.path(),
                        codec,
                        entries,
                        uncompressedBytes,
                        content.size(),
                        dictionaryBytes)
                .setStatistics(indexes.statistics())
                .setSize_statistics(indexes.sizeStatistics())
                .setEncoding_stats(encodingStats());
        return dictionaryBytes == 0 ? metadata : metadata.setDictionary_page_offset(0);
    }

    private Set<Encoding> encodings() {
        EnumSet<Encoding> encodings = EnumSet.of(Encoding.RLE);
        encodings.addAll(dataPages.keySet());
        if (dictionaryBytes > 0) {
            encodings.add(Encoding.PLAIN);
        }
        return encodings;
    }

    private List<PageEncodingStats> encodingStats() {
        List<PageEncodingStats> stats = new ArrayList<>();
        if (dictionaryBytes > 0) {
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
