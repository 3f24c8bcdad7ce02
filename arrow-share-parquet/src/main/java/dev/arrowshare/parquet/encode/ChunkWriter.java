package dev.arrowshare.parquet.encode;

import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.Compression;
import dev.arrowshare.parquet.page.Codec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

/** Compresses pages and appends them, behind their headers, to a column chunk. */
final class ChunkWriter {
    private final ColumnType type;
    private final Codec codec;
    private final GrowingBuffer target;
    private final GrowingBuffer compressed;
    private final CRC32 crc = new CRC32();
    private final ByteArrayOutputStream header = new ByteArrayOutputStream(64);
    private final ColumnIndexes indexes;
    private final Map<Encoding, Integer> dataPages = new EnumMap<>(Encoding.class);
    private PageType dataPageType = PageType.DATA_PAGE;
    private long uncompressedBytes;
    private long dictionaryBytes;

    /** @param compressed scratch memory */
    ChunkWriter(ColumnType type, Codec codec, GrowingBuffer target, GrowingBuffer compressed) {
        this.type = type;
        this.codec = codec;
        this.target = target;
        this.compressed = compressed;
        this.indexes = new ColumnIndexes(type);
    }

    /** How many bytes of a page are levels. */
    record LevelBytes(int repetition, int definition) {}

    void dictionaryPage(GrowingBuffer values, int count) {
        PageHeader page = compress(PageType.DICTIONARY_PAGE, values, 0);
        page.setDictionary_page_header(new DictionaryPageHeader(count, Encoding.PLAIN));
        append(page);
        dictionaryBytes = target.size();
    }

    /** Appends a page V1: levels and values compressed together. */
    void dataPage(GrowingBuffer content, Encoding encoding, PageStatistics statistics) {
        PageHeader page = compress(PageType.DATA_PAGE, content, 0);
        page.setData_page_header(new DataPageHeader(statistics.entries, encoding, Encoding.RLE, Encoding.RLE));
        appendData(page, encoding, statistics);
    }

    /** Appends a page V2: its first bytes, the levels, as they are, and the values compressed. */
    void dataPageV2(GrowingBuffer content, LevelBytes levels, Encoding encoding, PageStatistics statistics) {
        int levelBytes = levels.repetition() + levels.definition();
        PageHeader page = compress(PageType.DATA_PAGE_V2, content, levelBytes);
        DataPageHeaderV2 dataPage = new DataPageHeaderV2(
                statistics.entries,
                statistics.nulls(),
                statistics.rows,
                encoding,
                levels.definition(),
                levels.repetition());
        // Nothing compressed is something to most codecs, and readers disagree about what they do with it.
        page.setData_page_header_v2(dataPage.setIs_compressed(content.size() > levelBytes));
        appendData(page, encoding, statistics);
    }

    private void appendData(PageHeader page, Encoding encoding, PageStatistics statistics) {
        long begin = target.size();
        append(page);
        dataPageType = page.getType();
        indexes.add(begin, (int) (target.size() - begin), statistics);
        dataPages.merge(encoding, 1, Integer::sum);
    }

    private PageHeader compress(PageType pageType, GrowingBuffer content, int levelBytes) {
        int bytes = requirePageSize(content.size());
        int valueBytes = bytes - levelBytes;
        compressed.clear();
        int room = codec.maxCompressedBytes(valueBytes);
        long to = compressed.reserve((long) levelBytes + room);
        Memory.copy(content.address(), to, levelBytes);
        int stored = valueBytes == 0 && pageType == PageType.DATA_PAGE_V2
                ? 0
                : codec.compress(content.address() + levelBytes, valueBytes, to + levelBytes, room);
        compressed.endAt(to + levelBytes + stored);
        crc.reset();
        crc.update(Memory.buffer(to, levelBytes + stored));
        return new PageHeader(pageType, bytes, levelBytes + stored).setCrc((int) crc.getValue());
    }

    private int requirePageSize(long bytes) {
        if (bytes > Integer.MAX_VALUE / 4 * 3) {
            throw new UnsupportedFeatureException("column '" + type.name() + "' has a value of some " + bytes
                    + " bytes; a page, and so a value, has at most " + Integer.MAX_VALUE / 4 * 3);
        }
        return (int) bytes;
    }

    private void append(PageHeader page) {
        header.reset();
        try {
            Util.writePageHeader(page, header);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] bytes = header.toByteArray();
        target.append(bytes, bytes.length);
        target.append(compressed.address(), compressed.size());
        uncompressedBytes += bytes.length + page.getUncompressed_page_size();
    }

    EncodedColumn finish(long entries, Compression.Codec codecName, GrowingBuffer bloomFilter) {
        EncodedColumn.Sizes sizes = new EncodedColumn.Sizes(entries, uncompressedBytes, dictionaryBytes);
        return new EncodedColumn(type, codecName, target, bloomFilter, sizes, dataPageType, dataPages, indexes);
    }
}
