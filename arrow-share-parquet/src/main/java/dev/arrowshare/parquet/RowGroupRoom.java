package dev.arrowshare.parquet;

/** How much a row group that is being gathered still takes. */
final class RowGroupRoom {
    private final long mostRows;
    private final double mostBytes;
    private long rows;
    private double bytes;

    RowGroupRoom(long mostRows, double mostBytes) {
        this.mostRows = mostRows;
        this.mostBytes = mostBytes;
    }

    /** How many rows of that size still fit; one at least if there is none yet. */
    long rows(double bytesPerRow) {
        long left = mostRows - rows;
        long ofBytes = (long) Math.min((double) left, (mostBytes - bytes) / bytesPerRow);
        return Math.max(rows == 0 ? 1 : 0, Math.min(left, ofBytes));
    }

    void take(long more, double bytesPerRow) {
        rows += more;
        bytes += more * bytesPerRow;
    }

    long takenRows() {
        return rows;
    }

    double takenBytes() {
        return bytes;
    }

    void clear() {
        rows = 0;
        bytes = 0;
    }
}
