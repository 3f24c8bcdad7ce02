package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.MalformedPageException;
import dev.arrowshare.parquet.page.ReadBuffer;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A chunk's dictionary, whose values become views once, which rows then copy. Long values stay in one buffer that the segments share.
 */
final class ViewDictionary implements ViewValues {
    private final BufferAllocator allocator;
    private final ViewBuffers buffers;
    private final DictionaryIndices indices = new DictionaryIndices();
    private final ReadBuffer viewBuffer;
    private long views;
    private int size;
    private @Nullable ArrowBuf data;

    /** Which of a segment's buffers the views refer to. */
    private int dataIndex;

    ViewDictionary(ViewBuffers buffers, BufferAllocator allocator) {
        this.allocator = allocator;
        this.buffers = buffers;
        this.viewBuffer = new ReadBuffer(allocator);
    }

    /** Takes over a dictionary page. */
    void load(long begin, long end, int values) {
        closeData();
        Conversion.require(begin, end, values, Integer.BYTES);
        if (values > (Integer.MAX_VALUE - ReadBuffer.SLACK) / BinaryViews.BYTES) {
            throw new MalformedPageException("dictionary of " + values + " values is too large");
        }
        views = viewBuffer.room(values * BinaryViews.BYTES);
        size = values;
        dataIndex = 0;
        long bytes = longBytes(begin, end, values);
        ArrowBuf kept = bytes == 0 ? null : allocator.buffer(bytes);
        data = kept;
        lay(begin, values, kept == null ? 0 : kept.memoryAddress());
        indices.dictionary(values);
    }

    private static long longBytes(long begin, long end, int values) {
        long at = begin;
        long bytes = 0;
        for (int i = 0; i < values; i++) {
            int length = PlainBinary.length(at, end);
            bytes += BinaryViews.isInline(length) ? 0 : length;
            at += Integer.BYTES + length;
        }
        return bytes;
    }

    private void lay(long begin, int values, long kept) {
        long at = begin;
        int offset = 0;
        for (int i = 0; i < values; i++) {
            int length = Memory.getInt(at);
            at += Integer.BYTES;
            BinaryViews.put(views + (long) BinaryViews.BYTES * i, at, length, 0, offset);
            if (!BinaryViews.isInline(length)) {
                Memory.copy(at, kept + offset, length);
                offset += length;
            }
            at += length;
        }
    }

    @Override
    public void open(long begin, long end) {
        indices.open(begin, end);
    }

    @Override
    public void pass(int count) {
        indices.pass(count);
    }

    /** Rows of a dictionary take no bytes of their own. */
    @Override
    public int fit(int wanted, int free) {
        return wanted;
    }

    @Override
    public void next(long target, int count) {
        share();
        indices.gather(views, BinaryViews.BYTES, target, count);
    }

    /** Makes the long values one of the segment's buffers. */
    private void share() {
        ArrowBuf kept = data;
        if (kept == null || buffers.holds(kept, dataIndex)) {
            return;
        }
        int index = buffers.share(kept);
        BinaryViews.move(views, size, index - dataIndex);
        dataIndex = index;
    }

    private void closeData() {
        ArrowBuf kept = data;
        data = null;
        if (kept != null) {
            kept.close();
        }
    }

    @Override
    public void close() {
        closeData();
        viewBuffer.close();
    }
}
