package dev.arrowshare.parquet.encode;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.VectorBuffers;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.memory.Memory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;

/** Makes segments of the vectors of one column chunk, and holds what they need in memory. */
final class ColumnSegments implements AutoCloseable {
    private final ColumnType type;
    private final Map<List<Long>, Segment> dictionaries = new HashMap<>();
    private final Map<Segment, int[]> ids = new HashMap<>();
    private final List<IndexedSegment> ordered = new ArrayList<>();
    private final List<GrowingBuffer> bitmaps = new ArrayList<>();

    ColumnSegments(ColumnType type) {
        this.type = type;
    }

    /** The column of that batch; it must have the type's, or be dictionary-encoded with values of it. */
    Segment of(Batch batch, int column) {
        FieldVector vector = batch.column(column);
        DictionaryEncoding encoding = vector.getField().getDictionary();
        if (encoding == null) {
            return direct(vector);
        }
        FieldVector values = batch.dictionary(encoding.getId());
        if (values == null) {
            throw new ArrowShareException("column '" + type.name() + "' refers to dictionary " + encoding.getId()
                    + ", which its batch does not have");
        }
        return indexed(vector, encoding, dictionaries.computeIfAbsent(identity(values), key -> direct(values)));
    }

    /** The same memory holds the same values, for as long as the batches are held. */
    private static List<Long> identity(FieldVector values) {
        List<Long> identity = new ArrayList<>();
        identity.add((long) values.getValueCount());
        VectorBuffers.of(values).forEach(buffer -> identity.add(buffer.memoryAddress()));
        return identity;
    }

    private Segment direct(FieldVector vector) {
        FieldVector storage = vector instanceof ExtensionTypeVector<?> extension
                ? (FieldVector) extension.getUnderlyingVector()
                : vector;
        int rows = storage.getValueCount();
        if (type.kind() == ColumnType.Kind.NULLS || rows == 0) {
            return Segment.OfNulls.of(rows, zeros(rows));
        }
        long validity = validity(storage, rows);
        if (storage instanceof BaseFixedWidthVector fixed) {
            return fixed(fixed, rows, validity);
        }
        return bytes(storage, rows, validity);
    }

    private Segment fixed(BaseFixedWidthVector vector, int rows, long validity) {
        ArrowBuf data = vector.getDataBuffer();
        if (type.kind() == ColumnType.Kind.BOOLEANS) {
            require(data, (rows + 7L) / 8, rows);
            return new Segment.OfBits(rows, validity, data.memoryAddress());
        }
        require(data, (long) rows * type.layout().arrowWidth(), rows);
        return new FixedSegment(rows, validity, data.memoryAddress(), type.layout());
    }

    private BytesSegment bytes(FieldVector vector, int rows, long validity) {
        if (vector instanceof BaseVariableWidthVector small) {
            require(small.getOffsetBuffer(), 4 * (rows + 1L), rows);
            return new BytesSegment.Small(rows, validity, small.getOffsetBuffer(), small.getDataBuffer(), type.name());
        }
        if (vector instanceof BaseLargeVariableWidthVector large) {
            require(large.getOffsetBuffer(), 8 * (rows + 1L), rows);
            return new BytesSegment.Large(rows, validity, large.getOffsetBuffer(), large.getDataBuffer(), type.name());
        }
        if (vector instanceof BaseVariableWidthViewVector views) {
            ArrowBuf elements = views.getDataBuffer();
            require(elements, (long) BaseVariableWidthViewVector.ELEMENT_SIZE * rows, rows);
            return new BytesSegment.Views(rows, validity, elements, views.getDataBuffers(), type.name());
        }
        throw new ArrowShareException("column '" + type.name() + "' has a vector of "
                + vector.getClass().getName() + ", which is not written");
    }

    private Segment indexed(FieldVector vector, DictionaryEncoding encoding, Segment dictionary) {
        int rows = vector.getValueCount();
        if (dictionary instanceof Segment.OfNulls && vector.getNullCount() == rows) {
            return Segment.OfNulls.of(rows, zeros(rows));
        }
        ArrowType.Int indexType = (ArrowType.Int) vector.getField().getType();
        ArrowBuf indices = vector.getDataBuffer();
        require(indices, (long) rows * indexType.getBitWidth() / 8, rows);
        int[] known = ids.computeIfAbsent(dictionary, key -> IndexedSegment.unknownIds(key.rows));
        long validity = validity(vector, rows);
        IndexedSegment segment =
                new IndexedSegment(rows, validity, indices.memoryAddress(), indexType, dictionary, known, type.name());
        if (dictionary.validity != 0) {
            segment = segment.withValidity(validWhereBothAre(segment));
        }
        if (encoding.isOrdered()) {
            ordered.add(segment);
        }
        return dictionary instanceof Segment.OfBits bits ? booleans(segment, bits) : segment;
    }

    /** Parquet has no dictionaries of booleans: they are written as what they are. */
    private Segment booleans(IndexedSegment segment, Segment.OfBits dictionary) {
        long bitmap = newBitmap(segment.rows);
        BitWriter bits = new BitWriter();
        bits.startAt(bitmap);
        for (int row = 0; row < segment.rows; row++) {
            bits.append(!segment.isNull(row) && dictionary.isTrue(segment.index(row)) ? 1 : 0, 1);
        }
        return new Segment.OfBits(segment.rows, segment.validity, bitmap);
    }

    /** Rows whose dictionaries have an order that means something. */
    List<IndexedSegment> ordered() {
        return ordered;
    }

    private long validWhereBothAre(IndexedSegment segment) {
        long bitmap = newBitmap(segment.rows);
        BitWriter bits = new BitWriter();
        bits.startAt(bitmap);
        for (int row = 0; row < segment.rows; row++) {
            boolean isValue = !segment.isNull(row) && !segment.dictionary().isNull(segment.index(row));
            bits.append(isValue ? 1 : 0, 1);
        }
        return bitmap;
    }

    /** 0 when no row is null: a pass over the bitmap that saves many. */
    private long validity(FieldVector vector, int rows) {
        if (vector.getNullCount() == 0) {
            return 0;
        }
        require(vector.getValidityBuffer(), (rows + 7L) / 8, rows);
        return vector.getValidityBuffer().memoryAddress();
    }

    private long zeros(int rows) {
        long bitmap = newBitmap(rows);
        Memory.fill(bitmap, rows / 8L + 1, (byte) 0);
        return bitmap;
    }

    private long newBitmap(int rows) {
        GrowingBuffer bitmap = new GrowingBuffer();
        bitmaps.add(bitmap);
        return bitmap.reserve(rows / 8L + 1);
    }

    private void require(ArrowBuf buffer, long bytes, int rows) {
        if (buffer.capacity() < bytes) {
            throw new ArrowShareException("column '" + type.name() + "': a buffer of " + buffer.capacity()
                    + " bytes is too small for " + rows + " rows, which take " + bytes);
        }
    }

    @Override
    public void close() {
        bitmaps.forEach(GrowingBuffer::close);
    }
}
