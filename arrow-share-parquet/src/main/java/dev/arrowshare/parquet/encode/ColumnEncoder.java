package dev.arrowshare.parquet.encode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.ParquetWriteOptions;
import dev.arrowshare.parquet.ParquetWriteOptions.PageVersion;
import dev.arrowshare.parquet.page.Codec;
import dev.arrowshare.parquet.page.Codecs;
import java.util.List;
import org.apache.parquet.format.Encoding;

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
    private final Codec codec;
    private final FixedValues ints = FixedValues.ofNumbers(4);
    private final FixedValues longs = FixedValues.ofNumbers(8);
    private final FixedValues fixedBytes = FixedValues.ofBytes();
    private final ByteArrayValues byteArrays = new ByteArrayValues();
    private final BooleanValues booleans = new BooleanValues();
    private final NullValues nulls = new NullValues();
    private final DictionaryIds dictionary = new DictionaryIds();
    private final GrowingBuffer page = new GrowingBuffer();
    private final GrowingBuffer compressed = new GrowingBuffer();
    private final GrowingBuffer validity = new GrowingBuffer();
    private final BitWriter validityBits = new BitWriter();
    private boolean[] used = new boolean[64];
    private int[] usedIds = new int[64];
    private int largestId;

    public ColumnEncoder(ParquetWriteOptions options) {
        this.options = options;
        this.codec = Codecs.of(options.compression());
    }

    /**
     * Encodes column {@code column} of these rows.
     *
     * @param target empty; filled with the chunk
     */
    public EncodedColumn encode(ColumnType type, int column, List<BatchRows> batches, GrowingBuffer target) {
        try (ChunkRows rows = ChunkRows.of(type, column, batches)) {
            ColumnValues values = valuesOf(type);
            ChunkWriter chunk = new ChunkWriter(type, codec, target, compressed);
            dictionary.gather(values, rows, options.dictionaryBytes());
            ValueDictionary distinct = values.dictionary();
            if (distinct != null && dictionary.rows() > 0) {
                chunk.dictionaryPage(distinct.plain(), distinct.size());
                writeIndexedPages(type, rows, values, distinct, chunk);
            }
            writePlainPages(type, rows, values, chunk);
            return chunk.finish(rows.rows());
        }
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
            ColumnType type, ChunkRows rows, ColumnValues values, ValueDictionary distinct, ChunkWriter chunk) {
        int firstId = 0;
        for (int row = 0; row < dictionary.rows(); ) {
            int end = Math.min(row + options.pageRows(), dictionary.rows());
            PageStatistics statistics = startPage(type, rows, row, end);
            int levelBytes = writeLevels(type, rows, statistics);
            int endId = firstId + statistics.values;
            noteUsed(firstId, endId, values, distinct, statistics);
            writeIds(firstId, endId);
            finishPage(chunk, levelBytes, Encoding.RLE_DICTIONARY, statistics);
            firstId = endId;
            row = end;
        }
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

    private void writePlainPages(ColumnType type, ChunkRows rows, ColumnValues values, ChunkWriter chunk) {
        for (int row = dictionary.rows(); row < rows.rows(); ) {
            int end = plainPageEnd(rows, values, row);
            PageStatistics statistics = startPage(type, rows, row, end);
            int levelBytes = writeLevels(type, rows, statistics);
            if (values == booleans) {
                booleans.startPage(end - row);
            }
            rows.visitValues(row, end, (segment, from, to) -> values.writePlain(segment, from, to, page, statistics));
            finishPage(chunk, levelBytes, values == booleans ? finishBooleans(statistics) : Encoding.PLAIN, statistics);
            row = end;
        }
    }

    private Encoding finishBooleans(PageStatistics statistics) {
        if (options.pageVersion() == PageVersion.V2) {
            booleans.finishRunLength(page, statistics);
            return Encoding.RLE;
        }
        booleans.finishPlain(page, statistics);
        return Encoding.PLAIN;
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
        rows.visitValues(from, to, (segment, begin, end) -> bytes[0] += values.plainBytes(segment, begin, end));
        return bytes[0];
    }

    private PageStatistics startPage(ColumnType type, ChunkRows rows, int from, int to) {
        page.clear();
        return new PageStatistics(from, to - from, rows.values(from, to), type.order());
    }

    /** Definition levels of a flat column are its validity bitmap. Returns how many bytes they take. */
    private int writeLevels(ColumnType type, ChunkRows rows, PageStatistics statistics) {
        if (!type.isOptional()) {
            return 0;
        }
        validity.clear();
        validityBits.startAt(validity.reserve(statistics.rows / 8 + 1));
        if (statistics.values > 0 && statistics.nulls() > 0) {
            rows.visit(
                    statistics.firstRow,
                    statistics.firstRow + statistics.rows,
                    (segment, from, to) -> segment.appendValidity(from, to, validityBits));
        }
        RunLengths.appendBits(validity.address(), statistics.rows, statistics.values, page, levelPrefix());
        return (int) page.size();
    }

    private RunLengths.Prefix levelPrefix() {
        return options.pageVersion() == PageVersion.V2 ? RunLengths.Prefix.NONE : RunLengths.Prefix.LENGTH;
    }

    private void finishPage(ChunkWriter chunk, int levelBytes, Encoding encoding, PageStatistics statistics) {
        if (options.pageVersion() == PageVersion.V2) {
            chunk.dataPageV2(page, levelBytes, encoding, statistics);
        } else {
            chunk.dataPage(page, encoding, statistics);
        }
    }

    @Override
    public void close() {
        List.of(ints, longs, fixedBytes, byteArrays, booleans, nulls).forEach(ColumnValues::close);
        List.of(page, compressed, validity).forEach(GrowingBuffer::close);
    }
}
