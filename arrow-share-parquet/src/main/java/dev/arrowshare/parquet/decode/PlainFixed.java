package dev.arrowshare.parquet.decode;

/** PLAIN values, converted as they are read. */
final class PlainFixed implements FixedValues {
    private final Conversion conversion;
    private long position;
    private long end;

    PlainFixed(Conversion conversion) {
        this.conversion = conversion;
    }

    @Override
    public void open(long begin, long stop) {
        position = begin;
        end = stop;
    }

    @Override
    public void pass(int count) {
        position = conversion.behind(position, end, count);
    }

    @Override
    public void next(long target, int count) {
        position = conversion.convert(position, end, target, count);
    }
}
