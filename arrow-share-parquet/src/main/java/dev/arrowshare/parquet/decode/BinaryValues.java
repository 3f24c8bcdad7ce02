package dev.arrowshare.parquet.decode;

/**
 * Values of text or bytes. They are taken a block at a time, and then either appended to where they belong or found where they lie.
 */
interface BinaryValues extends PageValues {
    /** The most values that are taken at a time. */
    int BLOCK = 1024;

    /**
     * How many of the next {@code wanted} values are sure to have no more than {@code free} bytes. Fewer than would fit may be told,
     * but none only when not even one does.
     */
    int fit(int wanted, int free);

    /**
     * Takes the next values, at most {@link #BLOCK}, to append or to find them.
     *
     * @return the bytes that they have at most; if those would be more than {@code free}, exactly
     */
    long take(int count, long free);

    /**
     * Appends what was taken behind {@code used} bytes of {@code base} and writes to {@code ends} where each value ends. Some {@link
     * ColumnDecoder#SLACK} behind the last may be overwritten.
     *
     * @return where the last ends
     */
    int append(long base, int used, long ends);

    /** Finds what was taken. It stays there until more is. */
    void find(FoundValues found);
}
