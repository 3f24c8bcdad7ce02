package dev.arrowshare.parquet.decode;

import dev.arrowshare.parquet.page.ChunkLocation;

/** Decodes the values of pages that have one encoding, for one kind of column. */
interface PageValues extends AutoCloseable {
    /** Begins with a chunk, whose pages follow. */
    default void openChunk(ChunkLocation chunk) {}

    /** Begins with the values of a page. Readable slack lies behind them. */
    void open(long begin, long end);

    /** Goes past the next values. They are not checked more than that needs. */
    void pass(int count);

    @Override
    default void close() {}
}
