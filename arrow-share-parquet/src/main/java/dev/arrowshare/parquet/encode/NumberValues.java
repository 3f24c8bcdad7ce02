package dev.arrowshare.parquet.encode;

/** Columns whose Parquet values are numbers of four or eight bytes. */
final class NumberValues extends ColumnValues {
    private final int width;
    private final NumberDictionary dictionary;
    private final GrowingBuffer block = new GrowingBuffer();
    private final GrowingBuffer scratch = new GrowingBuffer();

    NumberValues(int width) {
        this.width = width;
        this.dictionary = new NumberDictionary(width);
    }

    @Override
    NumberDictionary dictionary() {
        return dictionary;
    }

    @Override
    boolean addDirect(Segment segment, int from, int to, int[] ids, int at) {
        FixedSegment fixed = (FixedSegment) segment;
        if (fixed.isPlain()) {
            return dictionary.add(fixed.address(from), to - from, ids, at);
        }
        block.clear();
        long values = block.reserve((long) (to - from) * width);
        return dictionary.add(values, fixed.write(from, to, values, scratch), ids, at);
    }

    @Override
    void writePlain(Segment segment, int from, int to, GrowingBuffer page, PageStatistics statistics) {
        long at = page.reserve((long) (to - from) * width);
        int count = FixedRows.write(segment, from, to, at, width, scratch);
        page.endAt(at + (long) count * width);
        statistics.include(statistics.order().of(at, count, width));
    }

    @Override
    long plainBytes(Segment segment, int from, int to) {
        return (long) (to - from) * width;
    }

    @Override
    public void close() {
        dictionary.close();
        block.close();
        scratch.close();
    }
}
