package dev.arrowshare.exchange;

import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.memory.Memory;
import org.apache.arrow.c.ArrowArray;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Where the columns of an array from native code begin. Arrow's importer ignores the offset that an array may have, as each slice
 * of pyarrow's has: it would read other rows, silently. So the offset is moved out of the structs before the import (an array of
 * offset + length rows from zero is the same memory), and the imported columns are sliced by it.
 */
final class ImportedOffsets {
    private final long rows;
    private final long[] columns;

    private ImportedOffsets(long rows, long[] columns) {
        this.rows = rows;
        this.columns = columns;
    }

    static ImportedOffsets moveOut(ArrowArray array, Schema schema) {
        ArrowArray.Snapshot root = array.snapshot();
        if (root.release == 0) {
            throw new IllegalArgumentException("the array to import is released already");
        }
        requireWholeChildren(root, schema);
        long[] columns = new long[schema.getFields().size()];
        for (int i = 0; i < columns.length; i++) {
            ArrowArray column = child(root, i);
            refuseOffsetsBelow(column.snapshot(), schema.getFields().get(i));
            columns[i] = root.offset + column.snapshot().offset;
            moveOut(column);
        }
        moveOut(array);
        return new ImportedOffsets(root.length, columns);
    }

    /** How many rows the producer meant. */
    long rows() {
        return rows;
    }

    /** At which row of each imported column they begin. */
    long[] columns() {
        return columns;
    }

    private static void requireWholeChildren(ArrowArray.Snapshot root, Schema schema) {
        if (root.n_children != schema.getFields().size()) {
            throw new IllegalArgumentException("the array to import has " + root.n_children + " columns, its schema "
                    + schema.getFields().size());
        }
    }

    private static ArrowArray child(ArrowArray.Snapshot parent, int index) {
        return ArrowArray.wrap(Memory.getLong(parent.children + (long) index * Long.BYTES));
    }

    private static void moveOut(ArrowArray array) {
        ArrowArray.Snapshot snapshot = array.snapshot();
        snapshot.length += snapshot.offset;
        snapshot.offset = 0;
        array.save(snapshot);
        countNulls(array);
    }

    /** Without a validity buffer nothing is null, which a producer may leave uncounted (−1) and Arrow's importer fails on. */
    private static void countNulls(ArrowArray array) {
        ArrowArray.Snapshot snapshot = array.snapshot();
        boolean hasNoValidity = snapshot.n_buffers > 0 && Memory.getLong(snapshot.buffers) == 0;
        if (hasNoValidity && snapshot.null_count < 0) {
            snapshot.null_count = 0;
            array.save(snapshot);
        }
    }

    private static void refuseOffsetsBelow(ArrowArray.Snapshot parent, Field column) {
        for (int i = 0; i < parent.n_children; i++) {
            refuseOffset(child(parent, i), column);
        }
        if (parent.dictionary != 0) {
            refuseOffset(ArrowArray.wrap(parent.dictionary), column);
        }
    }

    private static void refuseOffset(ArrowArray array, Field column) {
        ArrowArray.Snapshot snapshot = array.snapshot();
        if (snapshot.offset != 0) {
            throw new UnsupportedFeatureException(
                    "column '" + column.getName() + "' has a child array or a dictionary at offset " + snapshot.offset
                            + "; import takes offsets of rows and of columns");
        }
        countNulls(array);
        refuseOffsetsBelow(snapshot, column);
    }
}
