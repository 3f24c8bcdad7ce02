package dev.arrowshare.ipc;

import dev.arrowshare.batch.Columns;
import dev.arrowshare.batch.EmptyVectors;
import dev.arrowshare.ipc.ColumnEncoder.IndexMap;
import dev.arrowshare.ipc.layout.ColumnLayout;
import dev.arrowshare.memory.Allocators;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * One dictionary of a file, made of those that its batches come with. A dictionary that begins with all known values only adds the
 * rest; of any other, values that are not known yet are added, and its indices map to where they are. Of those with sparse unions all
 * values are added.
 */
final class UnifiedDictionary implements AutoCloseable {
    private final ColumnLayout column;
    private final List<FieldVector> pieces = new ArrayList<>();
    private final Map<Value, Integer> positions = new HashMap<>();
    private boolean indexed;
    private int count;

    UnifiedDictionary(ColumnLayout column) {
        this.column = column;
    }

    /** Takes values that are to be written. */
    interface Added {
        void write(FieldVector values, boolean delta);
    }

    /** A value in one of the pieces or in a batch's dictionary, equal to all that hold the same. */
    private record Value(FieldVector vector, int row) {
        @Override
        public int hashCode() {
            return vector.hashCode(row);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Value value && SameValues.in(vector, row, value.vector, value.row, 1);
        }
    }

    int count() {
        return count;
    }

    /**
     * Adds what is new in a batch's dictionary.
     *
     * @param nested how indices in the values change, which may refer to dictionaries themselves
     * @return the index of each value in this dictionary, or null when each has its own
     */
    int @Nullable [] merge(FieldVector values, IndexMap nested, Added added) {
        if (!column.field().getChildren().stream().anyMatch(UnifiedDictionary::refersToDictionaries)) {
            return merge(values, added);
        }
        try (FieldVector mapped = MemoryCopy.of(column, values, 0, values.getValueCount(), nested)) {
            return merge(mapped, added);
        }
    }

    private static boolean refersToDictionaries(Field field) {
        return field.getDictionary() != null
                || field.getChildren().stream().anyMatch(UnifiedDictionary::refersToDictionaries);
    }

    private int @Nullable [] merge(FieldVector values, Added added) {
        int same = Math.min(count, values.getValueCount());
        if (!beginsWith(values, same)) {
            return hasSparseUnion(column.field()) ? lineUp(values, added) : unify(values, added);
        }
        if (pieces.isEmpty() || values.getValueCount() > count) {
            add(MemoryCopy.of(column, values, same, values.getValueCount() - same, IndexMap.SAME), added);
        }
        return null;
    }

    private boolean beginsWith(FieldVector values, int length) {
        int from = 0;
        for (FieldVector piece : pieces) {
            int compared = Math.min(piece.getValueCount(), length - from);
            if (compared > 0 && !isSame(piece, values, from, compared)) {
                return false;
            }
            from += compared;
        }
        return true;
    }

    private static boolean isSame(FieldVector piece, FieldVector values, int from, int length) {
        return SameMemory.canTell(piece, values)
                ? SameMemory.in(piece, 0, values, from, length)
                : SameValues.in(piece, 0, values, from, length);
    }

    private void add(FieldVector piece, Added added) {
        boolean delta = !pieces.isEmpty();
        pieces.add(piece);
        int first = count;
        count += piece.getValueCount();
        if (indexed) {
            index(piece, first);
        }
        added.write(piece, delta);
    }

    private void index(FieldVector piece, int first) {
        for (int i = 0; i < piece.getValueCount(); i++) {
            positions.putIfAbsent(new Value(piece, i), first + i);
        }
    }

    private void indexAll() {
        int first = 0;
        for (FieldVector piece : indexed ? List.<FieldVector>of() : pieces) {
            index(piece, first);
            first += piece.getValueCount();
        }
        indexed = true;
    }

    private int[] unify(FieldVector values, Added added) {
        indexAll();
        int[] map = new int[values.getValueCount()];
        List<Integer> fresh = new ArrayList<>();
        Map<Value, Integer> seen = new HashMap<>();
        for (int i = 0; i < map.length; i++) {
            Value value = new Value(values, i);
            Integer known = positions.get(value);
            if (known == null) {
                known = seen.putIfAbsent(value, count + fresh.size());
            }
            if (known == null) {
                known = count + fresh.size();
                fresh.add(i);
            }
            map[i] = known;
        }
        if (!fresh.isEmpty()) {
            add(gather(values, fresh), added);
        }
        return map;
    }

    /** Arrow computes no hash of a sparse union whose type ids are its own; equal values in one dictionary are legal. */
    private static boolean hasSparseUnion(Field field) {
        return (field.getType() instanceof ArrowType.Union union && union.getMode() == UnionMode.Sparse)
                || field.getChildren().stream().anyMatch(UnifiedDictionary::hasSparseUnion);
    }

    private int[] lineUp(FieldVector values, Added added) {
        int first = count;
        add(MemoryCopy.of(column, values, 0, values.getValueCount(), IndexMap.SAME), added);
        return IntStream.range(first, count).toArray();
    }

    private FieldVector gather(FieldVector values, List<Integer> rows) {
        return column.children().isEmpty() ? gatherLeaves(values, rows) : gatherRuns(values, rows);
    }

    private FieldVector gatherLeaves(FieldVector values, List<Integer> rows) {
        FieldVector gathered = EmptyVectors.of(column.field(), Allocators.root());
        try {
            gathered.allocateNew();
            for (int i = 0; i < rows.size(); i++) {
                gathered.copyFromSafe(rows.get(i), i, values);
            }
            gathered.setValueCount(rows.size());
            return gathered;
        } catch (RuntimeException | Error e) {
            gathered.close();
            throw e;
        }
    }

    /** Arrow cannot copy single values of every nested type. */
    private FieldVector gatherRuns(FieldVector values, List<Integer> rows) {
        List<FieldVector> runs = new ArrayList<>();
        try {
            for (int first = 0; first < rows.size(); ) {
                int end = first + 1;
                while (end < rows.size() && rows.get(end) == rows.get(end - 1) + 1) {
                    end++;
                }
                runs.add(MemoryCopy.of(column, values, rows.get(first), end - first, IndexMap.SAME));
                first = end;
            }
            return Columns.concat(column.field(), runs, Allocators.root());
        } finally {
            runs.forEach(FieldVector::close);
        }
    }

    @Override
    public void close() {
        pieces.forEach(FieldVector::close);
        pieces.clear();
        positions.clear();
    }
}
