package dev.arrowshare.parquet.decode;

/** Values of a type that has the same number of bytes for each value in Arrow. */
interface FixedValues extends PageValues {
    /** Decodes the next values to that address. */
    void next(long target, int count);
}
