package dev.arrowshare.parquet.encode;

import org.jspecify.annotations.Nullable;

/** Booleans: a bit each. The page's values are gathered first, since segments need not begin at whole bytes. */
final class BooleanValues extends ColumnValues {
    private final GrowingBuffer gathered = new GrowingBuffer();
    private final BitWriter bits = new BitWriter();

    @Override
    @Nullable
    ValueDictionary dictionary() {
        return null;
    }

    @Override
    boolean addDirect(Segment segment, int from, int to, int[] ids, int at) {
        throw new IllegalStateException("booleans have no dictionary");
    }

    /** Begins a page of up to that many rows. */
    void startPage(int rows) {
        gathered.clear();
        bits.startAt(gathered.reserve(rows / 8 + 1));
    }

    /** Gathers, for {@link #finishPlain} or {@link #finishRunLength} to write. */
    @Override
    void writePlain(Segment segment, int from, int to, GrowingBuffer page, PageStatistics statistics) {
        ((Segment.OfBits) segment).appendBits(from, to, bits);
    }

    /** Appends the gathered bits as they are. */
    void finishPlain(GrowingBuffer page, PageStatistics statistics) {
        noteRange(statistics);
        page.append(gathered.address(), bits.end() - gathered.address());
    }

    /** Appends the gathered bits as the RLE encoding has them: behind their length. */
    void finishRunLength(GrowingBuffer page, PageStatistics statistics) {
        noteRange(statistics);
        RunLengths.appendBits(gathered.address(), (int) bits.bits(), countOnes(), page, RunLengths.Prefix.LENGTH);
    }

    private void noteRange(PageStatistics statistics) {
        int count = (int) bits.bits();
        if (count > 0) {
            int ones = countOnes();
            byte[] min = {(byte) (ones == count ? 1 : 0)};
            byte[] max = {(byte) (ones == 0 ? 0 : 1)};
            statistics.include(new MinMax(min, max));
        }
    }

    private int countOnes() {
        return Bits.count(gathered.address(), 0, (int) bits.bits());
    }

    @Override
    long plainBytes(Segment segment, int from, int to) {
        return (to - from + 7L) >>> 3;
    }

    @Override
    public void close() {
        gathered.close();
    }
}
