package dev.arrowshare.parquet.decode;

import dev.arrowshare.parquet.page.ChunkLocation;

/** Views of values that pages store themselves. Long ones are gathered in a buffer of the segment's own. */
final class StoredViews implements ViewValues {
    private final BinaryValues values;
    private final ViewBuffers buffers;
    private final FoundValues found = new FoundValues();

    StoredViews(BinaryValues values, ViewBuffers buffers) {
        this.values = values;
        this.buffers = buffers;
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
    public int fit(int wanted, int free) {
        return values.fit(wanted, free);
    }

    @Override
    public void next(long target, int count) {
        long view = target;
        for (int done = 0; done < count; done += BinaryValues.BLOCK) {
            int step = Math.min(count - done, BinaryValues.BLOCK);
            values.take(step, Long.MAX_VALUE);
            values.find(found);
            for (int i = 0; i < step; i++, view += BinaryViews.BYTES) {
                put(view, found.addresses[i], found.lengths[i]);
            }
        }
    }

    private void put(long view, long value, int length) {
        if (BinaryViews.isInline(length)) {
            BinaryViews.put(view, value, length, 0, 0);
        } else {
            buffers.append(view, value, length);
        }
    }

    @Override
    public void close() {
        values.close();
    }
}
