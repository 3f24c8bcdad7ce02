package dev.arrowshare.filter;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.RowSelection;
import dev.arrowshare.batch.VectorBuffers;
import dev.arrowshare.error.SchemaMismatchException;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;

/** One column's test over the rows of a batch: the words of a bitmap, 64 rows each. Dictionaries are looked at once a value. */
final class BatchScan {
    private final Batch batch;
    private final ColumnTest test;

    private BatchScan(Batch batch, ColumnTest test) {
        this.batch = batch;
        this.test = test;
    }

    static RowSelection select(Batch batch, ColumnTest test) {
        return RowSelection.of(new BatchScan(batch, test).matches(), Math.toIntExact(batch.rows()));
    }

    private long[] matches() {
        FieldVector vector = VectorBuffers.storage(batch.column(test.path().get(0)));
        int rows = vector.getValueCount();
        long[] parents = Words.ones(rows);
        for (int child : test.path().subList(1, test.path().size())) {
            Words.and(parents, present(vector));
            vector = VectorBuffers.storage(vector.getChildrenFromFields().get(child));
        }
        long[] present = present(vector);
        Words.and(present, parents);
        return switch (test.kind()) {
            case NOT_NULL -> present;
            case NULL -> Words.inverted(present, rows);
            case VALUE -> {
                long[] values = values(vector);
                Words.and(values, present);
                yield values;
            }
        };
    }

    /** The rows that have a value; where a dictionary has a null, one that refers to it has none. */
    private long[] present(FieldVector vector) {
        int rows = vector.getValueCount();
        if (vector instanceof NullVector) {
            return Words.zeros(rows);
        }
        if (vector instanceof RunEndEncodedVector) {
            return runs(vector, present(values(vector, 1)));
        }
        long[] present = Words.of(vector.getValidityBuffer(), rows);
        if (isEncoded(vector)) {
            FieldVector dictionary = dictionary(vector);
            Words.and(present, IndexScan.of(vector, present(dictionary), dictionary.getValueCount()));
        }
        return present;
    }

    /** The rows whose value is wanted; anything where there is none. */
    private long[] values(FieldVector vector) {
        if (vector instanceof NullVector) {
            return Words.zeros(vector.getValueCount());
        }
        if (vector instanceof RunEndEncodedVector) {
            return runs(vector, values(values(vector, 1)));
        }
        if (isEncoded(vector)) {
            FieldVector dictionary = dictionary(vector);
            return IndexScan.of(vector, values(dictionary), dictionary.getValueCount());
        }
        return ValueScan.of(vector, test);
    }

    private static FieldVector values(FieldVector parent, int child) {
        return VectorBuffers.storage(parent.getChildrenFromFields().get(child));
    }

    private static boolean isEncoded(FieldVector vector) {
        return vector.getField().getDictionary() != null;
    }

    private FieldVector dictionary(FieldVector vector) {
        DictionaryEncoding encoding = vector.getField().getDictionary();
        FieldVector dictionary = encoding == null ? null : batch.dictionary(encoding.getId());
        if (dictionary == null) {
            throw new SchemaMismatchException(
                    "column '" + test.column() + "' refers to a dictionary that its batch does not have");
        }
        return VectorBuffers.storage(dictionary);
    }

    private static long[] runs(FieldVector vector, long[] runMatches) {
        int rows = vector.getValueCount();
        long[] words = Words.zeros(rows);
        long[] ends = IndexScan.integers(values(vector, 0));
        int begin = 0;
        for (int run = 0; run < ends.length && begin < rows; run++) {
            int end = (int) Math.min(ends[run], rows);
            if (Words.get(runMatches, run)) {
                Words.set(words, begin, end);
            }
            begin = Math.max(begin, end);
        }
        return words;
    }
}
