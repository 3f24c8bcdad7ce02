package dev.arrowshare.parquet.encode;

/**
 * Columns whose Parquet values all have one width: numbers of four or eight bytes, and FIXED_LEN_BYTE_ARRAYs, which are large decimals,
 * float16, UUIDs, intervals and fixed size binary.
 */
final class FixedValues extends ColumnValues {
    private final ValueDictionary dictionary;
    private final GrowingBuffer block = new GrowingBuffer();
    private final GrowingBuffer scratch = new GrowingBuffer();
    private int width;

    private FixedValues(int width, ValueDictionary dictionary) {
        this.width = width;
        this.dictionary = dictionary;
    }

    static FixedValues ofNumbers(int width) {
        return new FixedValues(width, new NumberDictionary(width));
    }

    static FixedValues ofBytes() {
        return new FixedValues(0, BytesDictionary.ofOneLength());
    }

    /** From now on values have that width. */
    FixedValues ofWidth(int newWidth) {
        width = newWidth;
        return this;
    }

    @Override
    ValueDictionary dictionary() {
        return dictionary;
    }

    @Override
    boolean addDirect(Segment segment, int from, int to, int[] ids, int at) {
        FixedSegment fixed = (FixedSegment) segment;
        if (fixed.isPlain()) {
            return dictionary.add(fixed.address(from), width, to - from, ids, at);
        }
        block.clear();
        long values = block.reserve((long) (to - from) * width);
        return dictionary.add(values, width, fixed.write(from, to, values, scratch), ids, at);
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
