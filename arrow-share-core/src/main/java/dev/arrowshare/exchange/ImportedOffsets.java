package dev.arrowshare.exchange;

import dev.arrowshare.batch.VectorBuffers;
import dev.arrowshare.memory.Memory;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.ToLongFunction;
import org.apache.arrow.c.ArrowArray;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Where an array from native code and its children and dictionaries begin. Arrow's importer ignores the offset that each of them may
 * have, as slices of pyarrow's have: it would read other rows, silently. So the offsets are moved out of the structs before the
 * import (an array of offset + length values from zero is the same memory), and the imported vectors are sliced by them.
 */
final class ImportedOffsets {
    private final long rows;
    private final Begin root;

    /** Where one array begins; a tree, as the arrays are. */
    private record Begin(
            long offset, List<Begin> children, @Nullable Begin dictionary) {}

    private ImportedOffsets(long rows, Begin root) {
        this.rows = rows;
        this.root = root;
    }

    static ImportedOffsets moveOut(ArrowArray array, Schema schema) {
        ArrowArray.Snapshot root = array.snapshot();
        if (root.release == 0) {
            throw new IllegalArgumentException("the array to import is released already");
        }
        if (root.n_children != schema.getFields().size()) {
            throw new IllegalArgumentException("the array to import has " + root.n_children + " columns, its schema "
                    + schema.getFields().size());
        }
        return new ImportedOffsets(root.length, moveOut(array));
    }

    private static Begin moveOut(ArrowArray array) {
        ArrowArray.Snapshot snapshot = array.snapshot();
        List<Begin> children = new ArrayList<>();
        for (int i = 0; i < snapshot.n_children; i++) {
            children.add(moveOut(ArrowArray.wrap(Memory.getLong(snapshot.children + (long) i * Long.BYTES))));
        }
        Begin dictionary = snapshot.dictionary == 0 ? null : moveOut(ArrowArray.wrap(snapshot.dictionary));
        Begin begin = new Begin(snapshot.offset, children, dictionary);
        snapshot.length += snapshot.offset;
        snapshot.offset = 0;
        countNulls(snapshot);
        array.save(snapshot);
        return begin;
    }

    /** Without a validity buffer nothing is null, which a producer may leave uncounted (−1) and Arrow's importer fails on. */
    private static void countNulls(ArrowArray.Snapshot snapshot) {
        boolean hasNoValidity = snapshot.n_buffers > 0 && Memory.getLong(snapshot.buffers) == 0;
        if (hasNoValidity && snapshot.null_count < 0) {
            snapshot.null_count = 0;
        }
    }

    /** At which row the array begins. */
    long firstRow() {
        return root.offset;
    }

    /** How many rows the producer meant. */
    long rows() {
        return rows;
    }

    /** At which of its values each imported vector begins. */
    ToLongFunction<FieldVector> of(FieldVector imported, DictionaryProvider dictionaries) {
        IdentityHashMap<FieldVector, Long> begins = new IdentityHashMap<>();
        collect(root, imported, dictionaries, begins);
        return vector -> begins.getOrDefault(vector, 0L);
    }

    private static void collect(
            Begin begin,
            FieldVector vector,
            DictionaryProvider dictionaries,
            IdentityHashMap<FieldVector, Long> begins) {
        begins.put(VectorBuffers.storage(vector), begin.offset);
        List<FieldVector> children = vector.getChildrenFromFields();
        for (int i = 0; i < children.size(); i++) {
            collect(begin.children.get(i), children.get(i), dictionaries, begins);
        }
        DictionaryEncoding encoding = vector.getField().getDictionary();
        if (begin.dictionary != null && encoding != null) {
            collect(begin.dictionary, dictionaries.lookup(encoding.getId()).getVector(), dictionaries, begins);
        }
    }
}
