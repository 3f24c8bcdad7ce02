package dev.arrowshare.parquet;

/**
 * When the batches at the ends of files are joined with those of the next ones.
 *
 * @param enoughRows a batch with as many is not joined with more
 * @param mostRows that joined batches have
 * @param enoughBytes as {@code enoughRows}, of rows that take much memory
 * @param mostBytes that joined batches have
 */
record BatchLimits(long enoughRows, long mostRows, long enoughBytes, long mostBytes) {
    /** Nothing is joined. */
    static final BatchLimits NONE = new BatchLimits(0, 0, 0, 0);

    /** Text and lists of so many bytes together are within the reach of 32-bit offsets. */
    private static final long JOINED_BYTES = 1 << 30;

    /** For batches that are to have a number of rows exactly. */
    static BatchLimits exactly(int rows) {
        return new BatchLimits(rows, rows, JOINED_BYTES, JOINED_BYTES);
    }

    /**
     * Whatever has less than half of what is usual is joined.
     *
     * @param rows that a usual batch has
     */
    static BatchLimits about(long rows, ParquetReadOptions options) {
        boolean isByRows = options.rowsPerBatch().isPresent();
        long bytes = Math.min(
                JOINED_BYTES, options.bytesPerBatch().orElse(isByRows ? JOINED_BYTES : RowRanges.usualBytes(options)));
        return new BatchLimits((rows + 1) / 2, rows, (bytes + 1) / 2, bytes);
    }

    /** Of those of two files, the lower ones. */
    BatchLimits least(BatchLimits other) {
        return new BatchLimits(
                Math.min(enoughRows, other.enoughRows),
                Math.min(mostRows, other.mostRows),
                Math.min(enoughBytes, other.enoughBytes),
                Math.min(mostBytes, other.mostBytes));
    }

    boolean areEnough(long rows, long bytes) {
        return rows >= enoughRows || bytes >= enoughBytes;
    }

    boolean allow(long rows, long bytes) {
        return rows <= mostRows && bytes <= mostBytes;
    }
}
