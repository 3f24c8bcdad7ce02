package dev.arrowshare.dataset.work;

/**
 * What a task took and gave. Times are in nanoseconds of the worker's clock.
 *
 * @param bytesMapped bytes handed to the functions that lie in mapped files
 * @param bytesCopied bytes handed to the functions that had to be copied on attach
 * @param attachNanos finding the input's bytes
 * @param workNanos in the user's functions
 * @param encodeNanos turning results into a row group
 * @param failures of the user's functions
 */
public record TaskReport(
        int batchesIn,
        long rowsIn,
        int batchesOut,
        long rowsOut,
        long bytesMapped,
        long bytesCopied,
        long attachNanos,
        long workNanos,
        long encodeNanos,
        FailureCounts failures) {
    public static final TaskReport NOTHING = new TaskReport(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Without a failure. */
    TaskReport(
            int batchesIn,
            long rowsIn,
            int batchesOut,
            long rowsOut,
            long bytesMapped,
            long bytesCopied,
            long attachNanos,
            long workNanos,
            long encodeNanos) {
        this(
                batchesIn,
                rowsIn,
                batchesOut,
                rowsOut,
                bytesMapped,
                bytesCopied,
                attachNanos,
                workNanos,
                encodeNanos,
                FailureCounts.NONE);
    }

    static TaskReport failing(FailureCounts failures) {
        return new TaskReport(0, 0, 0, 0, 0, 0, 0, 0, 0, failures);
    }

    static TaskReport encoding(long nanos) {
        return new TaskReport(0, 0, 0, 0, 0, 0, 0, 0, nanos);
    }

    static TaskReport working(long nanos) {
        return new TaskReport(0, 0, 0, 0, 0, 0, 0, nanos, 0);
    }

    public TaskReport plus(TaskReport other) {
        return new TaskReport(
                batchesIn + other.batchesIn,
                rowsIn + other.rowsIn,
                batchesOut + other.batchesOut,
                rowsOut + other.rowsOut,
                bytesMapped + other.bytesMapped,
                bytesCopied + other.bytesCopied,
                attachNanos + other.attachNanos,
                workNanos + other.workNanos,
                encodeNanos + other.encodeNanos,
                failures.plus(other.failures));
    }
}
