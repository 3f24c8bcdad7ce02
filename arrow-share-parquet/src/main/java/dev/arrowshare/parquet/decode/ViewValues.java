package dev.arrowshare.parquet.decode;

/** Values of text or bytes, as views of memory that a segment holds. */
interface ViewValues extends PageValues {
    /** How many of the next {@code wanted} values are sure to have no more than {@code free} bytes of the segment's own. */
    int fit(int wanted, int free);

    /** Writes the views of the next values. */
    void next(long target, int count);
}
