package dev.arrowshare.parquet.encode;

import dev.arrowshare.parquet.ParquetWriteOptions;
import dev.arrowshare.parquet.ParquetWriteOptions.PageVersion;
import org.apache.parquet.format.Encoding;
import org.jspecify.annotations.Nullable;

/** The pages of a chunk without a dictionary: PLAIN ones, or another encoding made of PLAIN values, or booleans. */
final class PlainPages implements AutoCloseable {
    private final ParquetWriteOptions options;
    private final BooleanValues booleans;
    private final GrowingBuffer gathered = new GrowingBuffer();

    PlainPages(ParquetWriteOptions options, BooleanValues booleans) {
        this.options = options;
        this.booleans = booleans;
    }

    /** How a chunk's pages are written. */
    static final class Choice {
        private final ColumnType type;
        private final ParquetWriteOptions.@Nullable Encoding given;
        private final @Nullable BloomFilter bloomFilter;
        private @Nullable ValueEncoder encoder;
        private boolean isOpen;

        /** @param given null to choose by the first page */
        Choice(ColumnType type, ParquetWriteOptions.@Nullable Encoding given, @Nullable BloomFilter bloomFilter) {
            this.type = type;
            this.given = given;
            this.bloomFilter = bloomFilter;
            this.encoder = given == null ? null : ValueEncoder.of(given, type);
            this.isOpen = given == null && type.isInteger();
        }

        private boolean needsPlain() {
            return encoder != null || bloomFilter != null || isOpen;
        }

        /** The first page shows whether integers ascend. */
        private void lookAt(GrowingBuffer plain, int count) {
            if (isOpen) {
                DeltaIntegers deltas = new DeltaIntegers(type.layout().width());
                encoder = deltas.pays(plain.address(), count) ? deltas : null;
                isOpen = false;
            }
        }
    }

    /** Appends the values of a page's rows. */
    Encoding write(Choice choice, ChunkRows rows, ColumnValues values, PageStatistics page, GrowingBuffer target) {
        int first = rows.position(page.firstRow);
        int last = rows.position(page.firstRow + page.rows);
        if (values == booleans) {
            booleans.startPage(last - first);
        }
        boolean isDirect = values == booleans || !choice.needsPlain();
        gathered.clear();
        GrowingBuffer plain = isDirect ? target : gathered;
        rows.visitValues(first, last, (segment, from, to) -> values.writePlain(segment, from, to, plain, page));
        if (values == booleans) {
            return finishBooleans(choice, page, target);
        }
        return isDirect ? Encoding.PLAIN : encode(choice, page, target);
    }

    private Encoding encode(Choice choice, PageStatistics page, GrowingBuffer target) {
        choice.lookAt(gathered, page.values);
        if (choice.bloomFilter != null) {
            choice.bloomFilter.add(gathered, page.values, choice.type.plainWidth());
        }
        if (choice.encoder == null) {
            target.append(gathered.address(), gathered.size());
            return Encoding.PLAIN;
        }
        choice.encoder.append(gathered, page.values, target);
        return choice.encoder.encoding();
    }

    private Encoding finishBooleans(Choice choice, PageStatistics page, GrowingBuffer target) {
        boolean isRunLength = choice.given == null
                ? options.pageVersion() == PageVersion.V2
                : choice.given == ParquetWriteOptions.Encoding.RLE;
        if (isRunLength) {
            booleans.finishRunLength(target, page);
            return Encoding.RLE;
        }
        booleans.finishPlain(target, page);
        return Encoding.PLAIN;
    }

    @Override
    public void close() {
        gathered.close();
    }
}
