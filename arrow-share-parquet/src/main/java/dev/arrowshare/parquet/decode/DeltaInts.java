package dev.arrowshare.parquet.decode;

/** DELTA_BINARY_PACKED values of INT32 or INT64, as PLAIN has them. */
final class DeltaInts implements FixedValues {
    private final DeltaRuns runs;

    DeltaInts(int bytes) {
        this.runs = new DeltaRuns("values", bytes);
    }

    @Override
    public void open(long begin, long end) {
        runs.open(begin, end);
    }

    @Override
    public void next(long target, int count) {
        runs.next(target, count);
    }
}
