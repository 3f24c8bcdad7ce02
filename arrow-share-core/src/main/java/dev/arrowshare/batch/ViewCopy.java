package dev.arrowshare.batch;

import dev.arrowshare.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseVariableWidthViewVector;

/** Views and the bytes that they point to, copied next to each other into as few data buffers as 32-bit offsets allow. */
final class ViewCopy {
    private static final int VIEW_BYTES = 16;
    private static final int INLINE_BYTES = 12;
    private static final int BUFFER_INDEX = 8;
    private static final int OFFSET = 12;
    private static final long DATA_BUFFER_BYTES = 1L << 30;

    private final BufferAllocator allocator;
    private final List<ArrowBuf> data = new ArrayList<>();
    private final ArrowBuf views;

    /** The caller owns {@link #views} and {@link #data}. */
    ViewCopy(BufferAllocator allocator, List<Concatenation.Part> parts) {
        this.allocator = allocator;
        long bytes = parts.stream().mapToLong(Concatenation.Part::rows).sum() * VIEW_BYTES;
        this.views = allocator.buffer(bytes).writerIndex(bytes);
        try {
            copy(parts);
        } catch (RuntimeException | Error e) {
            views.close();
            data.forEach(ArrowBuf::close);
            throw e;
        }
    }

    ArrowBuf views() {
        return views;
    }

    List<ArrowBuf> data() {
        return data;
    }

    private void copy(List<Concatenation.Part> parts) {
        long left = parts.stream().mapToLong(ViewCopy::longBytes).sum();
        long to = views.memoryAddress();
        for (Concatenation.Part part : parts) {
            long from = part.vector().getDataBuffer().memoryAddress();
            long validity = part.vector().getValidityBuffer().memoryAddress();
            for (long row = part.from(); row < part.to(); row++, to += VIEW_BYTES) {
                if (!Bits.get(validity, row)) {
                    Memory.fill(to, VIEW_BYTES, (byte) 0);
                    continue;
                }
                Memory.copy(from + row * VIEW_BYTES, to, VIEW_BYTES);
                int length = Memory.getInt(to);
                if (length > INLINE_BYTES) {
                    moveValue(part, to, length, left);
                    left -= length;
                }
            }
        }
    }

    private static long longBytes(Concatenation.Part part) {
        long from = part.vector().getDataBuffer().memoryAddress();
        long validity = part.vector().getValidityBuffer().memoryAddress();
        long sum = 0;
        for (long row = part.from(); row < part.to(); row++) {
            int length = Bits.get(validity, row) ? Memory.getInt(from + row * VIEW_BYTES) : 0;
            sum += length > INLINE_BYTES ? length : 0;
        }
        return sum;
    }

    private void moveValue(Concatenation.Part part, long view, int length, long left) {
        ArrowBuf source =
                ((BaseVariableWidthViewVector) part.vector()).getDataBuffers().get(Memory.getInt(view + BUFFER_INDEX));
        ArrowBuf target = room(length, left);
        int at = (int) target.writerIndex();
        target.setBytes(at, source, Memory.getInt(view + OFFSET), length);
        target.writerIndex(at + (long) length);
        Memory.putInt(view + BUFFER_INDEX, data.size() - 1);
        Memory.putInt(view + OFFSET, at);
    }

    private ArrowBuf room(int length, long left) {
        ArrowBuf last = data.isEmpty() ? null : data.get(data.size() - 1);
        if (last == null || last.writerIndex() + length > last.capacity()) {
            last = allocator
                    .buffer(Math.max(length, Math.min(left, DATA_BUFFER_BYTES)))
                    .writerIndex(0);
            data.add(last);
        }
        return last;
    }
}
