package dev.arrowshare.ipc;

import dev.arrowshare.ipc.layout.BodyPlan;
import dev.arrowshare.memory.Memory;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseVariableWidthViewVector;

/**
 * Views of a range of rows and their data buffers. A view is 16 bytes: length (4), then up to 12 bytes of data, or a prefix (4), the
 * index of a data buffer (4) and an offset in it (4). Data that these rows do not refer to is left behind.
 */
final class ViewEncoder {
    private static final int VIEW_BYTES = 16;
    private static final int INLINE_BYTES = 12;
    private static final int BUFFER_INDEX = 8;
    private static final int BUFFER_OFFSET = 12;

    private final BodyPlan plan;
    private final BaseVariableWidthViewVector vector;
    private final List<ArrowBuf> data;
    private final long views;
    private final long from;
    private final long count;

    ViewEncoder(BodyPlan plan, BaseVariableWidthViewVector vector, long from, long count) {
        this.plan = plan;
        this.vector = vector;
        this.data = vector.getDataBuffers();
        this.views = vector.getDataBuffer().memoryAddress() + from * VIEW_BYTES;
        this.from = from;
        this.count = count;
    }

    void add() {
        long referenced = 0;
        for (long i = 0; i < count; i++) {
            referenced += longBytes(i);
        }
        long held = data.stream().mapToLong(ArrowBuf::capacity).sum();
        if (referenced < held && referenced <= Integer.MAX_VALUE) {
            compact(referenced);
        } else {
            plan.buffer(views, count * VIEW_BYTES);
            data.forEach(buffer -> plan.buffer(buffer.memoryAddress(), buffer.capacity()));
            plan.variadicBuffers(data.size());
        }
    }

    /** Bytes of a row that lie in a data buffer. */
    private long longBytes(long row) {
        ArrowBuf validity = vector.getValidityBuffer();
        if (validity.capacity() > 0 && !Bitmaps.isSet(validity.memoryAddress(), from + row)) {
            return 0;
        }
        int length = Memory.getInt(views + row * VIEW_BYTES);
        return length > INLINE_BYTES ? length : 0;
    }

    private void compact(long referenced) {
        long newViews = plan.scratch(count * VIEW_BYTES);
        long newData = plan.scratch(referenced);
        Memory.copy(views, newViews, count * VIEW_BYTES);
        long at = 0;
        for (long i = 0; i < count; i++) {
            long view = newViews + i * VIEW_BYTES;
            long length = longBytes(i);
            if (length > 0) {
                long source = data.get(Memory.getInt(view + BUFFER_INDEX)).memoryAddress()
                        + Memory.getInt(view + BUFFER_OFFSET);
                Memory.copy(source, newData + at, length);
                Memory.putInt(view + BUFFER_INDEX, 0);
                Memory.putInt(view + BUFFER_OFFSET, (int) at);
                at += length;
            } else if (Memory.getInt(view) > INLINE_BYTES) {
                Memory.fill(view, VIEW_BYTES, (byte) 0);
            }
        }
        plan.buffer(newViews, count * VIEW_BYTES);
        if (referenced > 0) {
            plan.buffer(newData, referenced);
        }
        plan.variadicBuffers(referenced > 0 ? 1 : 0);
    }
}
