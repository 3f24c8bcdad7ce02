package dev.arrowshare.parquet.decode;

import dev.arrowshare.parquet.page.ReadBuffer;
import org.apache.arrow.memory.BufferAllocator;

/** DELTA_BINARY_PACKED values of INT32 or INT64, as PLAIN has them. */
final class DeltaInts implements FixedValues {
    private static final int PASSED = 512;

    private final DeltaRuns runs;
    private final int bytes;
    private final ReadBuffer passed;

    DeltaInts(int bytes, BufferAllocator allocator) {
        this.runs = new DeltaRuns("values", bytes);
        this.bytes = bytes;
        this.passed = new ReadBuffer(allocator);
    }

    @Override
    public void open(long begin, long end) {
        runs.open(begin, end);
    }

    /** Each value depends on all before it. */
    @Override
    public void pass(int count) {
        long target = passed.room(PASSED * bytes);
        for (int done = 0; done < count; done += PASSED) {
            runs.next(target, Math.min(PASSED, count - done));
        }
    }

    @Override
    public void next(long target, int count) {
        runs.next(target, count);
    }

    @Override
    public void close() {
        passed.close();
    }
}
