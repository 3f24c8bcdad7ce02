package dev.arrowshare.parquet.decode;

import dev.arrowshare.parquet.page.ChunkLocation;
import dev.arrowshare.parquet.page.InputChannel;
import dev.arrowshare.parquet.page.LeafColumn;
import dev.arrowshare.parquet.page.PageEncoding;
import dev.arrowshare.parquet.page.ReadBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** A column of views of text or bytes. */
final class ViewColumn extends ValuesColumn<ViewValues> {
    private final ViewBuffers buffers;
    private final ViewDictionary dictionary;
    private final ReadBuffer dense;
    private @Nullable ArrowBuf views;
    private long target;

    ViewColumn(
            LeafColumn column,
            InputChannel file,
            Iterator<ChunkLocation> chunks,
            BufferAllocator allocator,
            int bytesLimit) {
        super(column, file, chunks, allocator);
        this.buffers = new ViewBuffers(allocator, bytesLimit);
        this.dictionary = new ViewDictionary(buffers, allocator);
        this.dense = new ReadBuffer(allocator);
    }

    @Override
    void allocate(int wanted) {
        ArrowBuf fresh = allocator.buffer((long) BinaryViews.BYTES * wanted + SLACK);
        views = fresh;
        target = fresh.memoryAddress();
        buffers.begin(wanted);
    }

    @Override
    void grow(int wanted, int decoded) {
        ArrowBuf larger = grown(views, (long) BinaryViews.BYTES * wanted, (long) BinaryViews.BYTES * decoded);
        views = larger;
        target = larger.memoryAddress();
    }

    @Override
    void release() {
        ArrowBuf held = views;
        views = null;
        if (held != null) {
            held.close();
        }
        buffers.release();
    }

    @Override
    List<@Nullable ArrowBuf> buffers(@Nullable ArrowBuf valid, int decoded) {
        List<@Nullable ArrowBuf> result = new ArrayList<>();
        result.add(valid);
        result.add(views);
        buffers.addTo(result, decoded);
        return result;
    }

    @Override
    long dataBytes() {
        return buffers.used();
    }

    @Override
    void dictionary(long begin, long end, int values) {
        dictionary.load(begin, end, values);
    }

    @Override
    ViewValues decoder(PageEncoding encoding) {
        return encoding.isDictionary()
                ? dictionary
                : new StoredViews(ValueDecoders.binary(encoding, allocator), buffers, () -> pageShare, pages::keepBody);
    }

    /** A segment takes at least one value, however long. */
    @Override
    int room(int wanted) {
        int fit = page().fit(wanted, buffers.free());
        return fit == 0 && buffers.used() == 0 ? 1 : fit;
    }

    @Override
    void values(int at, int count) {
        page().next(target + (long) BinaryViews.BYTES * at, count);
    }

    @Override
    void sparse(int at, int count, int present, long validity) {
        long from = dense.room(SPARSE_ROWS * BinaryViews.BYTES);
        page().next(from, present);
        Spread.values(from, target + (long) BinaryViews.BYTES * at, BinaryViews.BYTES, validity, at, count);
    }

    @Override
    public void close() {
        super.close();
        dictionary.close();
        dense.close();
    }
}
