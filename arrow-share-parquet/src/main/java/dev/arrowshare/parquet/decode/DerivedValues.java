package dev.arrowshare.parquet.decode;

import dev.arrowshare.parquet.page.ChunkLocation;

/** Values that are made of those of another decoder, which knows what a page looks like. */
abstract class DerivedValues<V extends PageValues> implements PageValues {
    final V values;

    /** @param values taken over */
    DerivedValues(V values) {
        this.values = values;
    }

    @Override
    public void openChunk(ChunkLocation chunk) {
        values.openChunk(chunk);
    }

    @Override
    public void open(long begin, long end) {
        values.open(begin, end);
    }

    @Override
    public void pass(int count) {
        values.pass(count);
    }

    @Override
    public void close() {
        values.close();
    }
}
