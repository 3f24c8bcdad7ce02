package dev.arrowshare.parquet.decode;

import dev.arrowshare.parquet.page.ChunkLocation;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.apache.arrow.memory.ArrowBuf;
import org.jspecify.annotations.Nullable;

/**
 * Views of values that pages store themselves. Long ones stay where they lie, in the decompressed page, if a segment takes so much of
 * it that to hold on to it is no waste; else they are gathered in a buffer of the segment's own.
 */
final class StoredViews implements ViewValues {
    /** The page is kept for a segment that will refer to at least so much of it. */
    private static final double LEAST_REFERRED = 0.5;

    private final BinaryValues values;
    private final ViewBuffers buffers;
    private final DoubleSupplier pageShare;
    private final Supplier<@Nullable ArrowBuf> pageMemory;
    private final FoundValues found = new FoundValues();
    private long begin;
    private long end;
    private @Nullable ArrowBuf kept;
    private int keptIndex;

    /**
     * @param pageShare how much of the page at hand the segment will have
     * @param pageMemory hands the memory of that page over, unless others use it too
     */
    StoredViews(
            BinaryValues values,
            ViewBuffers buffers,
            DoubleSupplier pageShare,
            Supplier<@Nullable ArrowBuf> pageMemory) {
        this.values = values;
        this.buffers = buffers;
        this.pageShare = pageShare;
        this.pageMemory = pageMemory;
    }

    @Override
    public void openChunk(ChunkLocation chunk) {
        values.openChunk(chunk);
    }

    @Override
    public void open(long first, long stop) {
        letGo();
        values.open(first, stop);
        begin = first;
        end = stop;
    }

    @Override
    public void pass(int count) {
        values.pass(count);
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
            if (done == 0) {
                keepPage(step);
            }
            put(view, step);
            view += (long) step * BinaryViews.BYTES;
        }
    }

    /** Keeps the page if the segment will refer to enough of it, judged by the values found first. */
    private void keepPage(int seen) {
        if (kept == null && seen > 0 && found.addresses[0] >= begin && found.addresses[0] <= end) {
            long last = found.addresses[seen - 1] + found.lengths[seen - 1];
            double density = longBytes(seen) / (double) Math.max(1, last - found.addresses[0]);
            if (density * pageShare.getAsDouble() >= LEAST_REFERRED) {
                kept = pageMemory.get();
            }
        }
        ArrowBuf memory = kept;
        if (memory != null && !buffers.holds(memory, keptIndex)) {
            keptIndex = buffers.share(memory);
        }
    }

    private long longBytes(int count) {
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += BinaryViews.isInline(found.lengths[i]) ? 0 : found.lengths[i];
        }
        return bytes;
    }

    private void put(long views, int count) {
        ArrowBuf memory = kept;
        long base = memory == null ? 0 : memory.memoryAddress();
        for (int i = 0; i < count; i++) {
            long view = views + (long) i * BinaryViews.BYTES;
            long value = found.addresses[i];
            int length = found.lengths[i];
            if (memory != null || BinaryViews.isInline(length)) {
                BinaryViews.put(view, value, length, keptIndex, (int) (value - base));
            } else {
                buffers.append(view, value, length);
            }
        }
    }

    private void letGo() {
        ArrowBuf memory = kept;
        kept = null;
        if (memory != null) {
            memory.close();
        }
    }

    @Override
    public void close() {
        letGo();
        values.close();
    }
}
