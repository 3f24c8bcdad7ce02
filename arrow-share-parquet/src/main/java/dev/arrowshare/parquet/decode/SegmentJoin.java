package dev.arrowshare.parquet.decode;

import static java.util.Objects.requireNonNull;

import dev.arrowshare.batch.EmptyVectors;
import dev.arrowshare.batch.VectorBuffers;
import dev.arrowshare.memory.Memory;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.LargeListViewVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.apache.arrow.vector.complex.StructVector;
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
    private Map<Long, FieldVector> dictionaries = Map.of();

    public SegmentJoin(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    /** @param vector what stores the values, of an extension type too */
    private record Piece(FieldVector vector, boolean nullable, int begin, int rows) {
        static Piece of(FieldVector vector, int begin, int rows) {
            return new Piece(VectorBuffers.storage(vector), vector.getField().isNullable(), begin, rows);
        }

        /** The rows of a child that belong to these. */
        Piece child(int index) {
            FieldVector child = vector.getChildrenFromFields().get(index);
            if (vector instanceof StructVector) {
                return of(child, begin, rows);
            }
            if (vector instanceof FixedSizeListVector list) {
                return of(child, begin * list.getListSize(), rows * list.getListSize());
            }
            int first = rows == 0 ? 0 : (int) offset(0);
            return of(child, first, rows == 0 ? 0 : (int) end() - first);
        }

        long offset(int row) {
            return integer(vector.getOffsetBuffer(), row);
        }

        /** Behind the last value of the last row. */
        long end() {
            if (vector instanceof ListViewVector list) {
                return offset(rows - 1) + integer(list.getSizeBuffer(), rows - 1);
            }
            if (vector instanceof LargeListViewVector list) {
                return offset(rows - 1) + integer(list.getSizeBuffer(), rows - 1);
            }
            return offset(rows);
        }

        private long integer(ArrowBuf buffer, int row) {
            long index = (long) begin + row;
            return offsetBytes(vector) == Long.BYTES
                    ? Memory.getLong(buffer.memoryAddress() + 8 * index)
                    : Memory.getInt(buffer.memoryAddress() + 4 * index);
        }
    }

    private static int offsetBytes(FieldVector vector) {
        return vector instanceof BaseLargeVariableWidthVector
                        || vector instanceof LargeListVector
                        || vector instanceof LargeListViewVector
                ? Long.BYTES
                : Integer.BYTES;
    }

    /** Goes on with those rows of a segment, which stays its owner's. */
    public void add(Segment segment, int begin, int count) {
        add(segment.vector(), begin, count);
        dictionaries = segment.dictionaries();
    }

    void add(FieldVector vector, int begin, int count) {
        if (pieces.isEmpty()) {
            field = vector.getField();
        }
        pieces.add(Piece.of(vector, begin, count));
    }

    /** The dictionaries of the rows, which are those of the last ones: they have what the others' have. The caller owns them. */
    public Map<Long, FieldVector> dictionaries() {
        Map<Long, FieldVector> shared = new TreeMap<>();
        dictionaries.forEach((id, last) -> {
            FieldVector vector = last.getField().createVector(allocator);
            vector.loadFieldBuffers(new ArrowFieldNode(last.getValueCount(), 0), VectorBuffers.of(last));
            shared.put(id, vector);
        });
        return shared;
    }

    /** The rows as one vector, which the caller owns. */
    public FieldVector joined() {
        FieldVector result = EmptyVectors.of(requireNonNull(field, "nothing to join"), allocator);
        try {
            joinInto(result);
            return result;
        } catch (RuntimeException | Error e) {
            result.close();
            throw e;
        }
    }

    /** Loads an empty vector of the same type with the rows. */
    void joinInto(FieldVector target) {
        load(VectorBuffers.storage(target), pieces);
    }

    private void load(FieldVector target, List<Piece> from) {
        int rows = from.stream().mapToInt(Piece::rows).reduce(0, Math::addExact);
        Copy copy = new Copy(from, rows, allocator);
        try (copy) {
            int nulls = copy.of(target);
            target.loadFieldBuffers(new ArrowFieldNode(rows, nulls), copy.buffers);
        }
        List<FieldVector> children = target.getChildrenFromFields();
        for (int i = 0; i < children.size(); i++) {
            int child = i;
            load(
                    VectorBuffers.storage(children.get(i)),
                    from.stream().map(piece -> piece.child(child)).toList());
        }
    }

    /** The buffers of one vector, without its children. */
    private static final class Copy implements AutoCloseable {
        private final List<Piece> pieces;
        private final int rows;
        private final BufferAllocator allocator;
        private final List<ArrowBuf> buffers = new ArrayList<>();

        Copy(List<Piece> pieces, int rows, BufferAllocator allocator) {
            this.pieces = pieces;
            this.rows = rows;
            this.allocator = allocator;
        }

        int of(FieldVector kind) {
            if (kind instanceof NullVector) {
                return rows;
            }
            int nulls = copyValidity(room((rows + 63L) / 64 * 8));
            if (kind instanceof BitVector) {
                copyBits(room((rows + 63L) / 64 * 8));
            } else if (kind instanceof BaseFixedWidthVector fixed) {
                copyFixed(room((long) rows * fixed.getTypeWidth()), fixed.getTypeWidth());
            } else if (kind instanceof BaseVariableWidthViewVector) {
                copyViews();
            } else if (kind instanceof BaseVariableWidthVector || kind instanceof BaseLargeVariableWidthVector) {
                copyOffsets(offsetBytes(kind));
                copyText();
            } else if (kind instanceof ListVector || kind instanceof LargeListVector) {
                copyOffsets(offsetBytes(kind));
            } else if (kind instanceof ListViewVector || kind instanceof LargeListViewVector) {
                copyListViews(offsetBytes(kind));
            }
            return nulls;
        }

        private long room(long bytes) {
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
                long from = piece.vector().getDataBuffer().memoryAddress() + (long) piece.begin() * width;
                Memory.copy(from, to, bytes);
                to += bytes;
            }
        }

        /** Views are copied; what they refer to is not, and is there once, however many pieces a vector has. */
        private void copyViews() {
            long to = room((long) BinaryViews.BYTES * rows);
            IdentityHashMap<FieldVector, Integer> firstBuffers = new IdentityHashMap<>();
            for (Piece piece : pieces) {
                BaseVariableWidthViewVector views = (BaseVariableWidthViewVector) piece.vector();
                long bytes = (long) BinaryViews.BYTES * piece.rows();
                long from = views.getDataBuffer().memoryAddress() + (long) BinaryViews.BYTES * piece.begin();
                Memory.copy(from, to, bytes);
                BinaryViews.move(to, piece.rows(), firstBuffers.computeIfAbsent(views, vector -> share(views)));
                to += bytes;
            }
        }

        /** Lets the copy hold the data of views; returns which buffer is the first. */
        private int share(BaseVariableWidthViewVector views) {
            int first = buffers.size() - 2;
            for (ArrowBuf data : views.getDataBuffers()) {
                data.getReferenceManager().retain();
                buffers.add(data);
            }
            return first;
        }

        /** Rebased, so that the values of one piece follow those of the one before. */
        private void copyOffsets(int width) {
            long to = room((rows + 1L) * width);
            putOffset(to, 0, width);
            long used = 0;
            for (Piece piece : pieces) {
                long begin = piece.rows() == 0 ? 0 : piece.offset(0);
                for (int i = 1; i <= piece.rows(); i++) {
                    to += width;
                    putOffset(to, used + piece.offset(i) - begin, width);
                }
                used += piece.rows() == 0 ? 0 : piece.end() - begin;
            }
        }

        private void copyText() {
            long bytes = 0;
            for (Piece piece : pieces) {
                bytes += piece.rows() == 0 ? 0 : piece.end() - piece.offset(0);
            }
            long to = room(bytes);
            for (Piece piece : pieces) {
                if (piece.rows() > 0) {
                    long begin = piece.offset(0);
                    long length = piece.end() - begin;
                    Memory.copy(piece.vector().getDataBuffer().memoryAddress() + begin, to, length);
                    to += length;
                }
            }
        }

        private void copyListViews(int width) {
            long offsets = room((long) rows * width);
            long sizes = room((long) rows * width);
            long used = 0;
            for (Piece piece : pieces) {
                long begin = piece.rows() == 0 ? 0 : piece.offset(0);
                for (int i = 0; i < piece.rows(); i++, offsets += width) {
                    putOffset(offsets, used + piece.offset(i) - begin, width);
                }
                ArrowBuf from = VectorBuffers.of(piece.vector()).get(2);
                long bytes = (long) piece.rows() * width;
                Memory.copy(from.memoryAddress() + (long) piece.begin() * width, sizes, bytes);
                sizes += bytes;
                used += piece.rows() == 0 ? 0 : piece.end() - begin;
            }
        }

        private static void putOffset(long address, long value, int width) {
            if (width == Long.BYTES) {
                Memory.putLong(address, value);
            } else {
                Memory.putInt(address, (int) value);
            }
        }

        @Override
        public void close() {
            buffers.forEach(ArrowBuf::close);
        }
    }
}
