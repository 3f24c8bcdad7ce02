package dev.arrowshare.ipc.map;

import dev.arrowshare.ipc.layout.BatchHeader;
import dev.arrowshare.ipc.layout.ColumnLayout;
import dev.arrowshare.ipc.layout.Refused;
import dev.arrowshare.ipc.layout.Shape;
import dev.arrowshare.memory.CountedRegion;
import dev.arrowshare.memory.Memory;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/**
 * Columns of one message as vectors over its body. Checks the structure first, at a cost that does not depend on the rows: that
 * every buffer is long enough for its length, that offsets begin and end inside of what they point to, that children are as long as
 * their parent needs.
 */
public final class ColumnLoader {
    private static final int VIEW_BYTES = 16;

    private final BatchHeader header;
    private final Body body;
    private final CountedRegion constants;
    private final BufferAllocator allocator;
    private int node;
    private int buffer;
    private int variadic;

    private ColumnLoader(BatchHeader header, Body body, BufferAllocator allocator) {
        this.header = header;
        this.body = body;
        this.allocator = allocator;
        this.constants = CountedRegion.of(0, Long.MAX_VALUE, CountedRegion.Kind.CONSTANT, allocator, () -> {});
    }

    /**
     * Columns of a message whose body lies in memory, decompressed if need be; the caller owns the vectors.
     *
     * @param body the body as it lies there
     */
    public static List<FieldVector> columns(
            BatchHeader header, List<ColumnLayout> columns, Body body, BufferAllocator allocator) {
        if (header.codec() == BatchHeader.UNCOMPRESSED) {
            return new ColumnLoader(header, body, allocator).load(columns);
        }
        DecompressedBody decompressed = new DecompressedBody(header, body, buffers(columns, header), allocator);
        try {
            return new ColumnLoader(header, decompressed, allocator).load(columns);
        } finally {
            decompressed.region().release();
        }
    }

    /** Indices of the columns' buffers in this message. */
    static BitSet buffers(List<ColumnLayout> columns, BatchHeader header) {
        BitSet wanted = new BitSet();
        for (ColumnLayout column : columns) {
            int first = firstBuffer(column, header);
            int end = first + column.bufferCount();
            for (int i = 0; i < column.variadicCount(); i++) {
                end += header.variadicBuffers(column.firstVariadic() + i);
            }
            wanted.set(first, end);
        }
        return wanted;
    }

    private List<FieldVector> load(List<ColumnLayout> columns) {
        List<FieldVector> vectors = new ArrayList<>(columns.size());
        try {
            for (ColumnLayout column : columns) {
                vectors.add(load(column));
            }
            return vectors;
        } catch (RuntimeException | Error e) {
            vectors.forEach(FieldVector::close);
            throw e;
        }
    }

    private FieldVector load(ColumnLayout column) {
        node = column.firstNode();
        variadic = column.firstVariadic();
        buffer = firstBuffer(column, header);
        if (header.length(node) != header.rows()) {
            throw Refused.corrupt(
                    "column '" + column.name() + "' has " + header.length(node) + " rows, its batch " + header.rows());
        }
        FieldVector vector = Vectors.create(column, allocator);
        try {
            fill(column, vector, header.rows());
            return vector;
        } catch (RuntimeException | Error e) {
            vector.close();
            throw e;
        }
    }

    /** Index of a column's first buffer in this message, where view columns may have any number of them. */
    private static int firstBuffer(ColumnLayout column, BatchHeader header) {
        int first = column.firstBuffer();
        for (int i = 0; i < column.firstVariadic(); i++) {
            first += header.variadicBuffers(i);
        }
        return first;
    }

    private void fill(ColumnLayout column, FieldVector vector, long atLeast) {
        int own = node++;
        int rows = header.length(own);
        int nulls = header.nulls(own);
        if (rows < atLeast) {
            throw Refused.corrupt("'" + column.name() + "' has " + rows + " values, its parent needs " + atLeast);
        }
        List<ArrowBuf> buffers = new ArrayList<>(3);
        if (column.shape().hasValidity()) {
            buffers.add(validity(column, rows, nulls));
        }
        long childValues = own(column, rows, buffers);
        vector.loadFieldBuffers(new ArrowFieldNode(rows, nulls), buffers);
        if (!column.children().isEmpty()) {
            children(column, vector, rows, childValues);
        }
    }

    private ArrowBuf validity(ColumnLayout column, int rows, int nulls) {
        ArrowBuf validity = body.buffer(buffer++);
        long bytes = bitmapBytes(rows);
        if (validity.capacity() == 0) {
            if (nulls > 0) {
                throw Refused.corrupt("'" + column.name() + "' has " + nulls + " nulls and no validity buffer");
            }
            long padded = Math.max(Long.BYTES, bytes);
            return constants.buffer(ConstantBuffers.ones(padded), padded);
        }
        return require(column, "validity", validity, bytes);
    }

    private static long bitmapBytes(long rows) {
        return (rows + Byte.SIZE - 1) / Byte.SIZE;
    }

    /** Adds a column's own buffers, and returns how many values its child needs. */
    private long own(ColumnLayout column, int rows, List<ArrowBuf> buffers) {
        return switch (column.shape()) {
            case NULL, RUN_END -> 0;
            case STRUCT -> rows;
            case FIXED_LIST -> (long) rows * column.width();
            case FIXED -> {
                buffers.add(next(column, "values", bitmapBytes((long) rows * column.width())));
                yield 0;
            }
            case VARIABLE -> {
                ArrowBuf offsets = offsets(column, rows);
                buffers.add(offsets);
                buffers.add(next(column, "data", lastOffset(column, offsets, rows)));
                yield 0;
            }
            case LIST -> {
                ArrowBuf offsets = offsets(column, rows);
                buffers.add(offsets);
                yield lastOffset(column, offsets, rows);
            }
            case LIST_VIEW -> {
                buffers.add(next(column, "offsets", (long) rows * column.width()));
                buffers.add(next(column, "sizes", (long) rows * column.width()));
                yield 0;
            }
            case VIEW -> {
                views(column, rows, buffers);
                yield 0;
            }
            case SPARSE_UNION -> {
                buffers.add(next(column, "type ids", rows));
                yield rows;
            }
            case DENSE_UNION -> {
                buffers.add(next(column, "type ids", rows));
                buffers.add(next(column, "offsets", (long) rows * Integer.BYTES));
                yield 0;
            }
        };
    }

    private void views(ColumnLayout column, int rows, List<ArrowBuf> buffers) {
        buffers.add(next(column, "views", (long) rows * VIEW_BYTES));
        int data = header.variadicBuffers(variadic++);
        for (int i = 0; i < data; i++) {
            buffers.add(body.buffer(buffer++));
        }
    }

    /** Files may leave out the offsets of a column without rows; Arrow's vectors want the one that is there in any case. */
    private ArrowBuf offsets(ColumnLayout column, int rows) {
        ArrowBuf offsets = body.buffer(buffer++);
        if (rows == 0 && offsets.capacity() < column.width()) {
            return constants.buffer(ConstantBuffers.ZERO_OFFSET, column.width());
        }
        return require(column, "offsets", offsets, (rows + 1L) * column.width());
    }

    private static long lastOffset(ColumnLayout column, ArrowBuf offsets, int rows) {
        long first = offset(column, offsets, 0);
        long last = offset(column, offsets, rows);
        if (first < 0 || last < first) {
            throw Refused.corrupt("offsets of '" + column.name() + "' run from " + first + " to " + last);
        }
        return last;
    }

    private static long offset(ColumnLayout column, ArrowBuf offsets, int index) {
        long address = offsets.memoryAddress() + (long) index * column.width();
        return column.width() == Integer.BYTES ? Memory.getInt(address) : Memory.getLong(address);
    }

    private ArrowBuf next(ColumnLayout column, String what, long bytes) {
        return require(column, what, body.buffer(buffer++), bytes);
    }

    private static ArrowBuf require(ColumnLayout column, String what, ArrowBuf buffer, long bytes) {
        if (buffer.capacity() < bytes) {
            throw Refused.corrupt(
                    what + " of '" + column.name() + "' have " + buffer.capacity() + " bytes, its rows need " + bytes);
        }
        return buffer;
    }

    private void children(ColumnLayout column, FieldVector vector, int rows, long childValues) {
        List<FieldVector> vectors = Vectors.children(column, vector);
        int first = node;
        for (int i = 0; i < vectors.size(); i++) {
            fill(column.children().get(i), vectors.get(i), childValues);
        }
        if (column.shape() == Shape.RUN_END) {
            runEnds(column, vectors, rows, header.nulls(first));
        }
    }

    private static void runEnds(ColumnLayout column, List<FieldVector> children, int rows, int nulls) {
        FieldVector ends = children.get(0);
        int runs = ends.getValueCount();
        if (nulls != 0 || children.get(1).getValueCount() < runs || (runs == 0 && rows > 0)) {
            throw Refused.corrupt("'" + column.name() + "' has " + runs + " run ends with " + nulls + " nulls, "
                    + children.get(1).getValueCount() + " values and " + rows + " rows");
        }
        if (runs > 0 && RunEnds.at(ends, runs - 1) < rows) {
            throw Refused.corrupt("run ends of '" + column.name() + "' stop at " + RunEnds.at(ends, runs - 1) + " of "
                    + rows + " rows");
        }
    }
}
