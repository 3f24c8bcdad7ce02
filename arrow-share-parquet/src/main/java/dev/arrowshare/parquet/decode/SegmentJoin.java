package dev.arrowshare.parquet.decode;

import static java.util.Objects.requireNonNull;

import dev.arrowshare.batch.VectorBuffers;
import dev.arrowshare.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Copies runs of rows of several segments into one vector. Needed only where a batch was decoded by several threads, or had to be
 * cut.
 */
public final class SegmentJoin {
    private final List<Piece> pieces = new ArrayList<>();
    private final BufferAllocator allocator;
    private @Nullable Field field;
    private @Nullable FieldVector dictionary;
    private int rows;

    public SegmentJoin(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    /** @param vector what stores the values, of an extension type too */
    private record Piece(FieldVector vector, boolean nullable, int begin, int rows) {}

    /** Goes on with those rows of a segment, which stays its owner's. */
    public void add(Segment segment, int begin, int count) {
        if (pieces.isEmpty()) {
            field = segment.vector().getField();
        }
        pieces.add(
                new Piece(storage(segment.vector()), segment.vector().getField().isNullable(), begin, count));
        rows += count;
        dictionary = segment.dictionary();
    }

    private static FieldVector storage(FieldVector vector) {
        return vector instanceof ExtensionTypeVector<?> extension
                ? (FieldVector) extension.getUnderlyingVector()
                : vector;
    }

    /** The dictionary of the rows, which is that of the last ones: it has what the others' have. The caller owns it. */
    public @Nullable FieldVector dictionary() {
        FieldVector last = dictionary;
        if (last == null) {
            return null;
        }
        FieldVector shared = last.getField().createVector(allocator);
        shared.loadFieldBuffers(new ArrowFieldNode(last.getValueCount(), 0), VectorBuffers.of(last));
        return shared;
    }

    /** The rows as one vector, which the caller owns. */
    public FieldVector joined() {
        List<ArrowBuf> buffers = new ArrayList<>();
        FieldVector result = requireNonNull(field, "nothing to join").createVector(allocator);
        try {
            int nulls = copy(pieces.get(0).vector(), buffers);
            result.loadFieldBuffers(new ArrowFieldNode(rows, nulls), buffers);
            return result;
        } catch (RuntimeException | Error e) {
            result.close();
            throw e;
        } finally {
            buffers.forEach(ArrowBuf::close);
        }
    }

    private int copy(FieldVector kind, List<ArrowBuf> buffers) {
        if (kind instanceof NullVector) {
            return rows;
        }
        int nulls = copyValidity(room(buffers, (rows + 63L) / 64 * 8));
        if (kind instanceof BitVector) {
            copyBits(room(buffers, (rows + 63L) / 64 * 8));
        } else if (kind instanceof BaseFixedWidthVector fixed) {
            copyFixed(room(buffers, (long) rows * fixed.getTypeWidth()), fixed.getTypeWidth());
        } else if (kind instanceof BaseVariableWidthViewVector) {
            copyViews(buffers);
        } else if (kind instanceof BaseLargeVariableWidthVector) {
            copyText(buffers, Long.BYTES);
        } else {
            copyText(buffers, Integer.BYTES);
        }
        return nulls;
    }

    private long room(List<ArrowBuf> buffers, long bytes) {
        ArrowBuf buffer = allocator.buffer(bytes + ColumnDecoder.SLACK);
        buffers.add(buffer);
        return buffer.memoryAddress();
    }

    private int copyValidity(long target) {
        int at = 0;
        int set = 0;
        for (Piece piece : pieces) {
            if (piece.nullable()) {
                long source = piece.vector().getValidityBuffer().memoryAddress();
                set += Bits.copy(source, piece.begin(), target, at, piece.rows());
            } else {
                Bits.setRun(target, at, piece.rows());
                set += piece.rows();
            }
            at += piece.rows();
        }
        return rows - set;
    }

    private void copyBits(long target) {
        int at = 0;
        for (Piece piece : pieces) {
            Bits.copy(piece.vector().getDataBuffer().memoryAddress(), piece.begin(), target, at, piece.rows());
            at += piece.rows();
        }
    }

    private void copyFixed(long target, int width) {
        long to = target;
        for (Piece piece : pieces) {
            long bytes = (long) piece.rows() * width;
            Memory.copy(piece.vector().getDataBuffer().memoryAddress() + (long) piece.begin() * width, to, bytes);
            to += bytes;
        }
    }

    /** Views are copied; what they refer to is not. */
    private void copyViews(List<ArrowBuf> buffers) {
        long to = room(buffers, (long) BinaryViews.BYTES * rows);
        int before = 0;
        for (Piece piece : pieces) {
            BaseVariableWidthViewVector views = (BaseVariableWidthViewVector) piece.vector();
            long bytes = (long) BinaryViews.BYTES * piece.rows();
            Memory.copy(views.getDataBuffer().memoryAddress() + (long) BinaryViews.BYTES * piece.begin(), to, bytes);
            BinaryViews.move(to, piece.rows(), before);
            to += bytes;
            before += views.getDataBuffers().size();
            for (ArrowBuf data : views.getDataBuffers()) {
                data.getReferenceManager().retain();
                buffers.add(data);
            }
        }
    }

    private void copyText(List<ArrowBuf> buffers, int width) {
        long bytes = 0;
        for (Piece piece : pieces) {
            bytes += offset(piece, piece.rows(), width) - offset(piece, 0, width);
        }
        long offsets = room(buffers, (rows + 1L) * width);
        long data = room(buffers, bytes);
        putOffset(offsets, 0, width);
        long used = 0;
        long to = offsets + width;
        for (Piece piece : pieces) {
            long begin = offset(piece, 0, width);
            long end = offset(piece, piece.rows(), width);
            Memory.copy(piece.vector().getDataBuffer().memoryAddress() + begin, data + used, end - begin);
            for (int i = 1; i <= piece.rows(); i++, to += width) {
                putOffset(to, used + offset(piece, i, width) - begin, width);
            }
            used += end - begin;
        }
    }

    private static long offset(Piece piece, int row, int width) {
        long address = piece.vector().getOffsetBuffer().memoryAddress() + (long) (piece.begin() + row) * width;
        return width == Long.BYTES ? Memory.getLong(address) : Memory.getInt(address);
    }

    private static void putOffset(long address, long value, int width) {
        if (width == Long.BYTES) {
            Memory.putLong(address, value);
        } else {
            Memory.putInt(address, (int) value);
        }
    }
}
