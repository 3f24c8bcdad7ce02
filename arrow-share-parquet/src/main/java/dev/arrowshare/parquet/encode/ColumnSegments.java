package dev.arrowshare.parquet.encode;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.VectorBuffers;
import dev.arrowshare.error.ArrowShareException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;

/** Makes segments of the vectors of one column chunk, and holds what they need in memory. */
final class ColumnSegments implements AutoCloseable {
    private final ColumnType type;
    private final Map<List<Long>, Segment> dictionaries = new HashMap<>();
    private final Map<Segment, int[]> ids = new HashMap<>();
    private final List<IndexedSegment> ordered = new ArrayList<>();
    private final ScratchMemory memory = new ScratchMemory();

    ColumnSegments(ColumnType type) {
        this.type = type;
    }

    /** What the slots of a vector hold, by position; it must have the column's type, or be dictionary-encoded with values of it. */
    Segment of(Batch batch, SlotVector column) {
        Slots slots = column.slots();
        FieldVector vector = column.vector();
        if (slots.rows == null) {
            return of(batch, vector, slots);
        }
        Segment all = of(batch, vector, Slots.ofBatch(0, vector.getValueCount()));
        return new TakenSegments(memory, ids, type.name()).of(all, slots);
    }

    /** Extension types and runs are taken apart. */
    SlotVector expanded(FieldVector vector, Slots slots) {
        return new SlotVector(vector, slots, 0).expanded(memory);
    }

    private Segment of(Batch batch, FieldVector vector, Slots slots) {
        DictionaryEncoding encoding = vector.getField().getDictionary();
        if (encoding == null) {
            return direct(vector, slots);
        }
        FieldVector values = SlotVector.dictionary(batch, encoding, type.name());
        Segment dictionary = dictionaries.computeIfAbsent(
                identity(values), key -> direct(values, Slots.ofBatch(0, values.getValueCount())));
        return indexed(vector, encoding, dictionary, slots);
    }

    /** The same memory holds the same values, for as long as the batches are held. */
    private static List<Long> identity(FieldVector values) {
        List<Long> identity = new ArrayList<>();
        identity.add((long) values.getValueCount());
        VectorBuffers.of(values).forEach(buffer -> identity.add(buffer.memoryAddress()));
        return identity;
    }

    private Segment direct(FieldVector vector, Slots slots) {
        FieldVector storage = VectorBuffers.storage(vector);
        int rows = storage.getValueCount();
        if (type.kind() == ColumnType.Kind.NULLS || rows == 0) {
            return Segment.OfNulls.of(rows, zeros(rows));
        }
        long validity = validity(storage, rows, slots);
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

    private Segment indexed(FieldVector vector, DictionaryEncoding encoding, Segment dictionary, Slots slots) {
        int rows = vector.getValueCount();
        if (dictionary instanceof Segment.OfNulls && vector.getNullCount() == rows) {
            return Segment.OfNulls.of(rows, zeros(rows));
        }
        ArrowType.Int indexType = (ArrowType.Int) vector.getField().getType();
        ArrowBuf indices = vector.getDataBuffer();
        require(indices, (long) rows * indexType.getBitWidth() / 8, rows);
        int[] known = ids.computeIfAbsent(dictionary, key -> IndexedSegment.unknownIds(key.rows));
        long validity = validity(vector, rows, slots);
        IndexedSegment segment =
                new IndexedSegment(rows, validity, indices.memoryAddress(), indexType, dictionary, known, type.name());
        if (dictionary.validity != 0) {
            segment = segment.withValidity(validWhereBothAre(segment, slots));
        }
        if (encoding.isOrdered()) {
            ordered.add(segment);
        }
        return dictionary instanceof Segment.OfBits bits ? booleans(segment, bits, slots) : segment;
    }

    /** Parquet has no dictionaries of booleans: they are written as what they are. */
    private Segment booleans(IndexedSegment segment, Segment.OfBits dictionary, Slots slots) {
        long bitmap = memory.bitmap(segment.rows);
        for (int row = slots.from; row < slots.to; row++) {
            if (!segment.isNull(row) && dictionary.isTrue(segment.index(row))) {
                Bits.set(bitmap, row);
            }
        }
        return new Segment.OfBits(segment.rows, segment.validity, bitmap);
    }

    /** Rows whose dictionaries have an order that means something. */
    List<IndexedSegment> ordered() {
        return ordered;
    }

    private long validWhereBothAre(IndexedSegment segment, Slots slots) {
        long bitmap = memory.bitmap(segment.rows);
        for (int row = slots.from; row < slots.to; row++) {
            if (!segment.isNull(row) && !segment.dictionary().isNull(segment.index(row))) {
                Bits.set(bitmap, row);
            }
        }
        return bitmap;
    }

    /** 0 when no slot is null nor beneath a null. To count the nulls is a pass over the bitmap that saves many. */
    private long validity(FieldVector vector, int rows, Slots slots) {
        if (vector.getNullCount() == 0) {
            return slots.alive;
        }
        require(vector.getValidityBuffer(), (rows + 7L) / 8, rows);
        long validity = vector.getValidityBuffer().memoryAddress();
        if (slots.alive == 0) {
            return validity;
        }
        long both = memory.bitmap(rows);
        Bits.and(validity, slots.alive, both, slots.from, slots.to);
        return both;
    }

    private long zeros(int rows) {
        return memory.bitmap(rows);
    }

    private void require(ArrowBuf buffer, long bytes, int rows) {
        if (buffer.capacity() < bytes) {
            throw new ArrowShareException("column '" + type.name() + "': a buffer of " + buffer.capacity()
                    + " bytes is too small for " + rows + " rows, which take " + bytes);
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
