package dev.arrowshare.dataset.work;

import java.nio.ByteBuffer;

/**
 * How often functions failed.
 *
 * @param batches of which rows failed for good
 * @param rows that failed for good
 * @param retries attempts but for the first ones, whatever came of them
 */
public record FailureCounts(long batches, long rows, long retries) {
    public static final FailureCounts NONE = new FailureCounts(0, 0, 0);

    FailureCounts plus(FailureCounts other) {
        return new FailureCounts(batches + other.batches, rows + other.rows, retries + other.retries);
    }

    void write(FrameBuilder to) {
        to.putLong(batches).putLong(rows).putLong(retries);
    }

    static FailureCounts read(ByteBuffer from) {
        return new FailureCounts(from.getLong(), from.getLong(), from.getLong());
    }
}
