package dev.arrowshare.parquet.decode;

/** Values of a dictionary-encoded column, as 32-bit ids of its dictionary. */
interface IndexValues extends PageValues {
    /** Writes the ids of the next values. */
    void next(long target, int count);
}
