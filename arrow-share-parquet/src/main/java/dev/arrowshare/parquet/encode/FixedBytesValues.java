package dev.arrowshare.parquet.encode;

/** Columns whose Parquet values are FIXED_LEN_BYTE_ARRAYs: large decimals, float16, UUIDs, intervals, fixed size binary. */
final class FixedBytesValues extends ColumnValues {
    private final BytesDictionary dictionary = BytesDictionary.ofOneLength();
    private final ByteRanges ranges = new ByteRanges();
    private final GrowingBuffer block = new GrowingBuffer();
    private final GrowingBuffer scratch = new GrowingBuffer();
    private int width;

    /** From now on values have that width. */
    FixedBytesValues ofWidth(int newWidth) {
        width = newWidth;
        return this;
    }

    @Override
    BytesDictionary dictionary() {
        return dictionary;
    }

    @Override
    boolean addDirect(Segment segment, int from, int to, int[] ids, int at) {
        block.clear();
        long values = block.reserve((long) (to - from) * width);
        ranges.setFixed(values, width, ((FixedSegment) segment).write(from, to, values, scratch));
        return dictionary.add(ranges, ids, at);
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
