package dev.arrowshare.parquet.decode;

/** Where values of text or bytes lie in memory. Readable slack lies behind each. */
final class FoundValues {
    final long[] addresses = new long[BinaryValues.BLOCK];
    final int[] lengths = new int[BinaryValues.BLOCK];
}
