package dev.arrowshare.parquet.encode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.ColumnOptions;
import dev.arrowshare.parquet.Compression;
import dev.arrowshare.parquet.ParquetWriteOptions;
import dev.arrowshare.parquet.ParquetWriteOptions.PageVersion;
import dev.arrowshare.parquet.page.Codec;
import dev.arrowshare.parquet.page.Codecs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.parquet.format.Encoding;
import org.jspecify.annotations.Nullable;

/**
 * Encodes column chunks, one after the other, with scratch memory that it keeps.
 *
 * <p>A chunk is walked twice. The first pass looks every value up in a dictionary, and gives up early where that does not pay; the
 * second cuts pages of rows, indices where there are any and PLAIN values where not, each page with its levels, range and checksum.
 *
 * <p><b>Threads:</b> one at a time.
 *
 * <p><b>Ownership:</b> the caller closes it; encoded columns lie in memory of the caller's.
 */
public final class ColumnEncoder implements AutoCloseable {
    private final ParquetWriteOptions options;
    private final Map<Compression, Codec> codecs = new HashMap<>();
    private final FixedValues ints = FixedValues.ofNumbers(4);
    private final FixedValues longs = FixedValues.ofNumbers(8);
    private final FixedValues fixedBytes = FixedValues.ofBytes();
    private final ByteArrayValues byteArrays = new ByteArrayValues();
    private final BooleanValues booleans = new BooleanValues();
    private final NullValues nulls = new NullValues();
    private final DictionaryIds dictionary = new DictionaryIds();
    private final GrowingBuffer page = new GrowingBuffer();
    private final GrowingBuffer compressed = new GrowingBuffer();
    private final PageLevels pageLevels;
    private final PlainPages plainPages;
    private boolean[] used = new boolean[64];
    private int[] usedIds = new int[64];
    private int largestId;

    public ColumnEncoder(ParquetWriteOptions options) {
        this.options = options;
        this.plainPages = new PlainPages(options, booleans);
        this.pageLevels = new PageLevels(options.pageVersion());
    }

    /**
     * Encodes a column of these rows.
     *
     * @param target empty; filled with the chunk
     * @param bloomTarget empty; filled with the bloom filter if the options want one
     */
    public EncodedColumn encode(RowGroupRows rowGroup, int column, GrowingBuffer target, GrowingBuffer bloomTarget) {
        ColumnType type = rowGroup.type(column);
        ColumnOptions own = options.column(type.path());
        Compression compression = Objects.requireNonNull(own.compression(), "the file's stands in");
        BloomFilter bloomFilter = own.bloomFilter() == null || !type.isFilterable()
                ? null
                : new BloomFilter(own.bloomFilter(), bloomTarget);
        try (ChunkRows rows = rowGroup.rows(column)) {
            ChunkWriter chunk =
                    new ChunkWriter(type, codecs.computeIfAbsent(compression, Codecs::of), target, compressed);
            int indexedRows = writeIndexed(own, rows, valuesOf(type), chunk, bloomFilter);
            writePlainPages(new PlainPages.Choice(type, own.encoding(), bloomFilter), rows, indexedRows, chunk);
            return chunk.finish(rows.entries(), compression.codec(), bloomTarget);
        }
    }

    /** Writes as many rows as there are in a dictionary that pays, or that was asked for, and returns their number. */
    private int writeIndexed(
            ColumnOptions own,
            ChunkRows rows,
            ColumnValues values,
            ChunkWriter chunk,
            @Nullable BloomFilter bloomFilter) {
        ValueDictionary distinct = values.dictionary();
        boolean isWanted = own.encoding() == ParquetWriteOptions.Encoding.DICTIONARY;
        if (distinct == null || (own.encoding() != null && !isWanted)) {
            return 0;
        }
        dictionary.gather(values, rows, options.dictionaryBytes(), isWanted);
        int indexedRows = dictionary.positions() == 0 ? 0 : rows.rowsBefore(dictionary.positions());
        if (indexedRows > 0) {
            chunk.dictionaryPage(distinct.plain(), distinct.size());
            writeIndexedPages(rows, indexedRows, values, distinct, chunk);
            if (bloomFilter != null) {
                bloomFilter.add(distinct.plain(), distinct.size(), rows.type().plainWidth());
            }
        }
        return indexedRows;
    }

    private ColumnValues valuesOf(ColumnType type) {
        return switch (type.kind()) {
            case NUMBERS -> type.layout().width() == 4 ? ints : longs;
            case FIXED_BYTES -> fixedBytes.ofWidth(type.layout().width());
            case BYTE_ARRAYS -> byteArrays;
            case BOOLEANS -> booleans;
            case NULLS -> nulls;
        };
    }

    private void writeIndexedPages(
            ChunkRows rows, int indexedRows, ColumnValues values, ValueDictionary distinct, ChunkWriter chunk) {
        int firstId = 0;
        for (int row = 0; row < indexedRows; ) {
            int end = indexedPageEnd(rows, row, indexedRows, distinct.size());
            PageStatistics statistics = startPage(rows, row, end);
            ChunkWriter.LevelBytes levels = pageLevels.write(rows.type(), rows, statistics, page);
            int endId = firstId + statistics.values;
            noteUsed(firstId, endId, values, distinct, statistics);
            writeIds(firstId, endId);
            finishPage(chunk, levels, Encoding.RLE_DICTIONARY, statistics);
            firstId = endId;
            row = end;
        }
    }

    /** As many rows as fit, if all indices are as wide as the last ones; at least one. */
    private int indexedPageEnd(ChunkRows rows, int from, int indexedRows, int entries) {
        int idBits = 32 - Integer.numberOfLeadingZeros(entries);
        long mostEntries = Math.max(1, 8L * options.pageBytes() / idBits);
        int low = from + 1;
        int high = Math.min(from + options.pageRows(), indexedRows);
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (rows.entry(middle) - rows.entry(from) <= mostEntries) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private void noteUsed(int from, int to, ColumnValues values, ValueDictionary distinct, PageStatistics statistics) {
        int[] ids = dictionary.ids();
        if (used.length < distinct.size()) {
            used = new boolean[distinct.size()];
            usedIds = new int[distinct.size()];
        }
        for (int i = from; i < to; i++) {
            used[ids[i]] = true;
        }
        int count = 0;
        for (int id = 0; id < distinct.size(); id++) {
            if (used[id]) {
                usedIds[count++] = id;
                used[id] = false;
            }
        }
        largestId = count == 0 ? 0 : usedIds[count - 1];
        statistics.include(distinct.range(usedIds, count, statistics.order()));
        statistics.byteArrayBytes = values.byteArrayBytes(ids, from, to);
    }

    /** Indices are as wide as the largest of the page needs: early pages of a growing dictionary are narrower. */
    private void writeIds(int from, int to) {
        int width = Math.max(1, 32 - Integer.numberOfLeadingZeros(largestId));
        long at = page.reserve(1 + RunLengths.maxBytes(to - from, width));
        Memory.putByte(at, (byte) width);
        page.endAt(RunLengths.write(dictionary.ids(), from, to, width, at + 1));
    }

    private void writePlainPages(PlainPages.Choice choice, ChunkRows rows, int firstRow, ChunkWriter chunk) {
        ColumnValues values = valuesOf(rows.type());
        for (int row = firstRow; row < rows.rows(); ) {
            int end = plainPageEnd(rows, values, row);
            PageStatistics statistics = startPage(rows, row, end);
            ChunkWriter.LevelBytes levels = pageLevels.write(rows.type(), rows, statistics, page);
            Encoding encoding = plainPages.write(choice, rows, values, statistics, page);
            finishPage(chunk, levels, encoding, statistics);
            row = end;
        }
    }

    /** As many rows as fit, found in steps that halve; at least one. */
    private int plainPageEnd(ChunkRows rows, ColumnValues values, int from) {
        int most = Math.min(options.pageRows(), rows.rows() - from);
        long room = options.pageBytes();
        int end = from;
        int step = most;
        while (step > 0) {
            int next = Math.min(end + step, from + most);
            long bytes = plainBytes(rows, values, end, next);
            if (next > end && bytes <= room) {
                room -= bytes;
                end = next;
            }
            step = end == from + most ? 0 : step / 2;
        }
        return Math.max(end, from + 1);
    }

    private static long plainBytes(ChunkRows rows, ColumnValues values, int from, int to) {
        long[] bytes = {0};
        rows.visitValues(
                rows.position(from),
                rows.position(to),
                (segment, begin, end) -> bytes[0] += values.plainBytes(segment, begin, end));
        return bytes[0];
    }

    private PageStatistics startPage(ChunkRows rows, int from, int to) {
        page.clear();
        int entries = rows.entry(to) - rows.entry(from);
        int values = rows.values(rows.position(from), rows.position(to));
        return new PageStatistics(from, to - from, entries, values, rows.type().order());
    }

    private void finishPage(
            ChunkWriter chunk, ChunkWriter.LevelBytes levels, Encoding encoding, PageStatistics statistics) {
        if (options.pageVersion() == PageVersion.V2) {
            chunk.dataPageV2(page, levels, encoding, statistics);
        } else {
            chunk.dataPage(page, encoding, statistics);
        }
    }

    /** How much native memory it holds between columns: dictionaries and pages, which serve the next one. */
    public long nativeBytes() {
        long bytes = page.capacity() + compressed.capacity();
        for (ColumnValues values : List.of(ints, longs, fixedBytes, byteArrays, booleans, nulls)) {
            ValueDictionary distinct = values.dictionary();
            bytes += distinct == null ? 0 : distinct.nativeBytes();
        }
        return bytes;
    }

    @Override
    public void close() {
        List.of(ints, longs, fixedBytes, byteArrays, booleans, nulls).forEach(ColumnValues::close);
        List.of(page, compressed).forEach(GrowingBuffer::close);
        pageLevels.close();
        plainPages.close();
    }
}
