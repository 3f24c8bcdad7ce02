package dev.arrowshare.parquet.encode;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.memory.Memory;
import java.util.Arrays;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Rows of a dictionary-encoded vector: indices into the values of another segment. */
final class IndexedSegment extends Segment {
    private final long indices;
    private final ArrowType.Int indexType;
    private final int width;
    private final boolean signed;
    private final Segment dictionary;
    private final int[] ids;
    private final String column;

    /**
     * @param validity null where the index is or where it refers to a null
     * @param ids the id that each value of the dictionary has in the chunk's, −1 until it is known; shared by the segments of one
     *     dictionary
     */
    IndexedSegment(
            int rows,
            long validity,
            long indices,
            ArrowType.Int indexType,
            Segment dictionary,
            int[] ids,
            String column) {
        super(rows, validity);
        this.indices = indices;
        this.indexType = indexType;
        this.width = indexType.getBitWidth() / 8;
        this.signed = indexType.getIsSigned();
        this.dictionary = dictionary;
        this.ids = ids;
        this.column = column;
    }

    /** The same rows with more of them null. */
    IndexedSegment withValidity(long bitmap) {
        return new IndexedSegment(rows, bitmap, indices, indexType, dictionary, ids, column);
    }

    Segment dictionary() {
        return dictionary;
    }

    /** The ids of the rows of a dictionary, all unknown. */
    static int[] unknownIds(int dictionaryRows) {
        int[] ids = new int[dictionaryRows];
        Arrays.fill(ids, -1);
        return ids;
    }

    /** The dictionary's row that a row refers to. */
    int index(int row) {
        long index = rawIndex(row);
        if (index < 0 || index >= dictionary.rows) {
            throw new ArrowShareException("column '" + column + "', row " + row + ": index " + index
                    + " is outside of a dictionary of " + dictionary.rows + " values");
        }
        return (int) index;
    }

    private long rawIndex(int row) {
        return integer(indices, row, width, signed);
    }

    /** The integer of that many bytes at an index. */
    static long integer(long values, int index, int width, boolean isSigned) {
        return switch (width) {
            case 1 -> isSigned ? Memory.getByte(values + index) : Memory.getByte(values + index) & 0xff;
            case 2 -> isSigned ? Memory.getShort(values + 2L * index) : Memory.getShort(values + 2L * index) & 0xffff;
            case 4 -> isSigned ? Memory.getInt(values + 4L * index) : Memory.getInt(values + 4L * index) & 0xffffffffL;
            default -> Memory.getLong(values + 8L * index);
        };
    }

    /** What the ids of the dictionary's rows are. */
    int[] ids() {
        return ids;
    }

    /** Adds a row of the Arrow dictionary to the chunk's; negative when that one is full. */
    @FunctionalInterface
    interface Adder {
        int add(Segment dictionary, int row);
    }

    /** Adds all values of the Arrow dictionary to the chunk's, in their order; false when that one is full. */
    boolean addDictionary(Adder adder) {
        for (int index = 0; index < dictionary.rows; index++) {
            if (ids[index] < 0 && !dictionary.isNull(index)) {
                ids[index] = adder.add(dictionary, index);
                if (ids[index] < 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Writes the chunk's ids of rows {@code [from, to)} without the nulls; false when the chunk's dictionary became full. */
    boolean translate(int from, int to, int[] target, int at, Adder adder) {
        int position = at;
        for (int row = from; row < to; row++) {
            if (isNull(row)) {
                continue;
            }
            int index = index(row);
            int id = ids[index];
            if (id < 0) {
                id = adder.add(dictionary, index);
                if (id < 0) {
                    return false;
                }
                ids[index] = id;
            }
            target[position++] = id;
        }
        return true;
    }
}
