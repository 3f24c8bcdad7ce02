package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.ChunkLocation;
import dev.arrowshare.parquet.page.InputChannel;
import dev.arrowshare.parquet.page.LeafColumn;
import dev.arrowshare.parquet.page.MalformedPageException;
import dev.arrowshare.parquet.page.PageEncoding;
import dev.arrowshare.parquet.page.ReadBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A column of views of text or bytes. A dictionary's values become views once, which rows then copy: long values stay in one buffer
 * that the segments share. Long values that are stored themselves are gathered in a buffer of the segment's own.
 */
final class ViewColumn extends ColumnDecoder {
    private static final int FIRST_BYTES = 4096;

    private final int bytesLimit;
    private final DictionaryIndices indices = new DictionaryIndices();
    private final ReadBuffer dictionary;
    private final ReadBuffer dense;
    private long dictionaryViews;
    private int dictionarySize;
    private @Nullable ArrowBuf dictionaryData;

    /** Which of a segment's data buffers the dictionary's views refer to. */
    private int dictionaryBuffer;

    private boolean isDictionaryShared;
    private boolean fromDictionary;
    private long position;
    private long end;

    private @Nullable ArrowBuf views;
    private long target;

    /** The segment's data buffers, each held once. */
    private final List<ArrowBuf> data = new ArrayList<>();

    /** Which of them is the segment's own, or −1 while it has none. */
    private int own = -1;

    private int used;
    private double bytesPerRow;
    private int rows;

    ViewColumn(
            LeafColumn column,
            InputChannel file,
            Iterator<ChunkLocation> chunks,
            BufferAllocator allocator,
            int bytesLimit) {
        super(column, file, chunks, allocator);
        this.bytesLimit = bytesLimit;
        this.dictionary = new ReadBuffer(allocator);
        this.dense = new ReadBuffer(allocator);
    }

    @Override
    void allocate(int wanted) {
        ArrowBuf fresh = allocator.buffer((long) BinaryViews.BYTES * wanted + SLACK);
        views = fresh;
        target = fresh.memoryAddress();
        rows = wanted;
        used = 0;
    }

    @Override
    void release() {
        ArrowBuf held = views;
        views = null;
        if (held != null) {
            held.close();
        }
        data.forEach(ArrowBuf::close);
        data.clear();
        own = -1;
        isDictionaryShared = false;
    }

    @Override
    List<@Nullable ArrowBuf> buffers(@Nullable ArrowBuf valid, int decoded) {
        bytesPerRow = Math.max(bytesPerRow, used / (double) decoded);
        List<@Nullable ArrowBuf> buffers = new ArrayList<>();
        buffers.add(valid);
        buffers.add(views);
        for (int i = 0; i < data.size(); i++) {
            buffers.add(i == own ? data.get(i).slice(0, used) : data.get(i));
        }
        return buffers;
    }

    @Override
    long dataBytes() {
        return used;
    }

    @Override
    void dictionary(long begin, long stop, int values) {
        closeDictionary();
        Conversion.require(begin, stop, values, Integer.BYTES);
        if (values > (Integer.MAX_VALUE - ReadBuffer.SLACK) / BinaryViews.BYTES) {
            throw new MalformedPageException("dictionary of " + values + " values is too large");
        }
        dictionaryViews = dictionary.room(values * BinaryViews.BYTES);
        dictionarySize = values;
        dictionaryBuffer = 0;
        long longBytes = longBytes(begin, stop, values);
        ArrowBuf kept = longBytes == 0 ? null : allocator.buffer(longBytes);
        dictionaryData = kept;
        lay(begin, values, kept == null ? 0 : kept.memoryAddress());
        indices.dictionary(values);
    }

    private static long longBytes(long begin, long stop, int values) {
        long at = begin;
        long bytes = 0;
        for (int i = 0; i < values; i++) {
            int length = PlainBinary.length(at, stop);
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
            BinaryViews.put(dictionaryViews + (long) BinaryViews.BYTES * i, at, length, 0, offset);
            if (!BinaryViews.isInline(length)) {
                Memory.copy(at, kept + offset, length);
                offset += length;
            }
            at += length;
        }
    }

    private void closeDictionary() {
        ArrowBuf kept = dictionaryData;
        dictionaryData = null;
        isDictionaryShared = false;
        if (kept != null) {
            kept.close();
        }
    }

    @Override
    void open(PageEncoding encoding, long begin, long stop) {
        fromDictionary = encoding.isDictionary();
        position = begin;
        end = stop;
        if (fromDictionary) {
            indices.open(begin, stop);
        } else if (encoding != PageEncoding.PLAIN) {
            throw unsupported(encoding);
        }
    }

    /** A segment takes at least one value, however long. */
    @Override
    int room(int wanted) {
        if (fromDictionary) {
            return wanted;
        }
        int fit = PlainBinary.fit(position, end, wanted, bytesLimit - used);
        return fit == 0 && used == 0 ? 1 : fit;
    }

    @Override
    void values(int at, int count) {
        decode(target + (long) BinaryViews.BYTES * at, count);
    }

    @Override
    void sparse(int at, int count, int present, long validity) {
        long from = dense.room(SPARSE_ROWS * BinaryViews.BYTES);
        decode(from, present);
        Spread.values(from, target + (long) BinaryViews.BYTES * at, BinaryViews.BYTES, validity, at, count);
    }

    private void decode(long to, int count) {
        if (fromDictionary) {
            shareDictionary();
            indices.gather(dictionaryViews, BinaryViews.BYTES, to, count);
        } else {
            decodePlain(to, count);
        }
    }

    /** Makes the dictionary's long values one of the segment's buffers. */
    private void shareDictionary() {
        ArrowBuf kept = dictionaryData;
        if (kept == null || isDictionaryShared) {
            return;
        }
        int index = data.size();
        BinaryViews.move(dictionaryViews, dictionarySize, index - dictionaryBuffer);
        dictionaryBuffer = index;
        kept.getReferenceManager().retain();
        data.add(kept);
        isDictionaryShared = true;
    }

    private void decodePlain(long to, int count) {
        long at = position;
        for (int i = 0; i < count; i++) {
            int length = PlainBinary.length(at, end);
            at += Integer.BYTES;
            if (BinaryViews.isInline(length)) {
                BinaryViews.put(to + (long) BinaryViews.BYTES * i, at, length, 0, 0);
            } else {
                Memory.copy(at, roomFor(length) + used, length);
                BinaryViews.put(to + (long) BinaryViews.BYTES * i, at, length, own, used);
                used += length;
            }
            at += length;
        }
        position = at;
    }

    /** Makes room for that many more bytes in the segment's own buffer; returns the address of its first byte. */
    private long roomFor(int more) {
        if (own < 0) {
            long estimate = (long) Math.min(rows * bytesPerRow * 1.05, bytesLimit);
            own = data.size();
            data.add(allocator.buffer(Math.max(Math.max(estimate, more), FIRST_BYTES)));
        }
        ArrowBuf current = data.get(own);
        if ((long) used + more > current.capacity()) {
            ArrowBuf larger = allocator.buffer(Math.max((long) used + more, current.capacity() * 3 / 2));
            data.set(own, larger);
            Memory.copy(current.memoryAddress(), larger.memoryAddress(), used);
            current.close();
            return larger.memoryAddress();
        }
        return current.memoryAddress();
    }

    @Override
    public void close() {
        super.close();
        closeDictionary();
        dictionary.close();
        dense.close();
    }
}
