package dev.arrowshare.parquet.encode;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.VectorBuffers;
import dev.arrowshare.error.ArrowShareException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;

/**
 * A vector and the slots that are meant of it.
 *
 * @param valid a bit a position, 0 where something before has said that it is null; 0 when nothing has
 */
record SlotVector(FieldVector vector, Slots slots, long valid) {

    /** Without what stands between: extension types, runs, dictionaries. */
    SlotVector resolved(Batch batch, ScratchMemory memory) {
        SlotVector expanded = expanded(memory);
        DictionaryEncoding encoding = expanded.vector.getField().getDictionary();
        return encoding == null
                ? expanded
                : expanded.lookedUp(dictionary(batch, encoding, vector.getName()), encoding, memory)
                        .resolved(batch, memory);
    }

    static FieldVector dictionary(Batch batch, DictionaryEncoding encoding, String column) {
        FieldVector values = batch.dictionary(encoding.getId());
        if (values == null) {
            throw new ArrowShareException("column '" + column + "' refers to dictionary " + encoding.getId()
                    + ", which its batch does not have");
        }
        return values;
    }

    /** Without extension types and runs. */
    SlotVector expanded(ScratchMemory memory) {
        FieldVector storage = VectorBuffers.storage(vector);
        if (storage instanceof RunEndEncodedVector runs) {
            int[] rows = new Runs(runs).rows(slots);
            Slots values = slots.through(rows, rebased(slots.alive, memory));
            return new SlotVector(runs.getValuesVector(), values, rebased(valid, memory)).expanded(memory);
        }
        return storage == vector ? this : new SlotVector(storage, slots, valid);
    }

    private SlotVector lookedUp(FieldVector values, DictionaryEncoding encoding, ScratchMemory memory) {
        long indexValid = validity(vector.getName(), memory);
        ArrowType.Int indexType = (ArrowType.Int) vector.getField().getType();
        int[] rows = new int[slots.span()];
        for (int i = 0; i < rows.length; i++) {
            int position = slots.from + i;
            if (slots.isAlive(position) && (indexValid == 0 || Bits.isSet(indexValid, position))) {
                rows[i] = index(slots.row(position), indexType, values.getValueCount(), encoding);
            }
        }
        Slots targets = slots.through(rows, rebased(slots.alive, memory));
        return new SlotVector(values, targets, rebased(indexValid, memory));
    }

    private int index(int row, ArrowType.Int type, int count, DictionaryEncoding encoding) {
        ArrowBuf buffer = vector.getDataBuffer();
        int width = type.getBitWidth() / 8;
        buffer.checkBytes((long) row * width, (row + 1L) * width);
        long index = IndexedSegment.integer(buffer.memoryAddress(), row, width, type.getIsSigned());
        if (index < 0 || index >= count) {
            throw new ArrowShareException("column '" + vector.getName() + "', row " + row + ": index " + index
                    + " is outside of dictionary " + encoding.getId() + " of " + count + " values");
        }
        return (int) index;
    }

    /** A bitmap by position as one that begins at the first position. */
    private long rebased(long bitmap, ScratchMemory memory) {
        if (bitmap == 0 || slots.from == 0) {
            return bitmap;
        }
        BitWriter bits = new BitWriter();
        long target = memory.bitmap(slots.span());
        bits.startAt(target);
        bits.copy(bitmap, slots.from, slots.to);
        return target;
    }

    /** A bit a position, 0 for nulls; 0 when there are none. Positions that are not alive may have either. */
    long validity(String column, ScratchMemory memory) {
        int rows = vector.getValueCount();
        if (vector instanceof NullVector) {
            return memory.bitmap(slots.to);
        }
        if (vector.getNullCount() == 0) {
            return valid;
        }
        ArrowBuf bitmap = vector.getValidityBuffer();
        if (bitmap.capacity() < (rows + 7L) / 8) {
            throw new ArrowShareException("column '" + column + "': a buffer of " + bitmap.capacity()
                    + " bytes is too small for the validity of " + rows + " rows");
        }
        return slots.rows == null && valid == 0 ? bitmap.memoryAddress() : gathered(bitmap.memoryAddress(), memory);
    }

    private long gathered(long bitmap, ScratchMemory memory) {
        long target = memory.bitmap(slots.to);
        for (int position = slots.from; position < slots.to; position++) {
            boolean isValid = valid == 0 || Bits.isSet(valid, position);
            if (isValid && slots.isAlive(position) && Bits.isSet(bitmap, slots.row(position))) {
                Bits.set(target, position);
            }
        }
        return target;
    }
}
