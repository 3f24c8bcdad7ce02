package dev.arrowshare.parquet.decode;

import dev.arrowshare.parquet.page.ChunkLocation;

/** Decimals that are stored as byte arrays, each as short as it can be. */
final class BinaryDecimals implements FixedValues {
    private final BinaryValues values;
    private final int width;
    private final FoundValues found = new FoundValues();

    /** @param width bytes of a decimal in Arrow */
    BinaryDecimals(BinaryValues values, int width) {
        this.values = values;
        this.width = width;
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
    public void next(long target, int count) {
        for (int done = 0; done < count; done += BinaryValues.BLOCK) {
            block(target + (long) done * width, Math.min(count - done, BinaryValues.BLOCK));
        }
    }

    private void block(long target, int count) {
        values.take(count, Long.MAX_VALUE);
        values.find(found);
        for (int i = 0; i < count; i++) {
            Conversions.bigEndian(found.addresses[i], found.lengths[i], target + (long) i * width, width);
        }
    }

    @Override
    public void close() {
        values.close();
    }
}
