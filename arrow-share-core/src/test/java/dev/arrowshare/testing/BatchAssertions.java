package dev.arrowshare.testing;

import dev.arrowshare.batch.Batch;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * Compares batches by what they say, however their buffers lie: dictionaries are resolved, runs expanded, what is under a null is
 * ignored, NaN equals NaN and 0.0 is not −0.0.
 *
 * <p>Types are not compared, only names and values: assert {@code schema()} as well where it matters.
 */
public final class BatchAssertions {
    private BatchAssertions() {}

    public static void assertEqualValues(Batch expected, Batch actual) {
        assertEqualValues(expected, actual, "");
    }

    /** As above; {@code message} says what is being compared, with the seed of the data. */
    public static void assertEqualValues(Batch expected, Batch actual, String message) {
        assertEqualValues(expected, 0, expected.rows(), actual, message);
    }

    /** That {@code actual} has the rows of {@code expected} from {@code offset} on. */
    public static void assertEqualValues(Batch expected, long offset, long length, Batch actual, String message) {
        require(length, actual.rows(), message + ": rows");
        require(names(expected), names(actual), message + ": columns");
        Cells expectedCells = new Cells(expected);
        Cells actualCells = new Cells(actual);
        for (int column = 0; column < expected.columnCount(); column++) {
            Field expectedField = expected.schema().getFields().get(column);
            Field actualField = actual.schema().getFields().get(column);
            FieldVector expectedVector = expected.column(column);
            FieldVector actualVector = actual.column(column);
            for (long row = 0; row < length; row++) {
                Object expectedValue = expectedCells.value(expectedVector, expectedField, offset + row);
                Object actualValue = actualCells.value(actualVector, actualField, row);
                if (!Objects.equals(expectedValue, actualValue)) {
                    String where = message + ": column '" + expectedField.getName() + "', row " + row;
                    throw new AssertionFailedError(
                            where + ": expected " + expectedValue + " but was " + actualValue,
                            expectedValue,
                            actualValue);
                }
            }
        }
    }

    /** A value as a plain Java object: Boolean, Long, Double, BigInteger, String, ByteBuffer, List or Map. */
    public static @Nullable Object value(Batch batch, int column, long row) {
        return new Cells(batch)
                .value(batch.column(column), batch.schema().getFields().get(column), row);
    }

    private static List<String> names(Batch batch) {
        return batch.schema().getFields().stream().map(Field::getName).toList();
    }

    private static void require(Object expected, Object actual, String message) {
        if (!expected.equals(actual)) {
            throw new AssertionFailedError(message + ": expected " + expected + " but was " + actual, expected, actual);
        }
    }
}
