package dev.arrowshare.batch;

import java.util.function.DoubleBinaryOperator;
import org.apache.arrow.vector.Float8Vector;

/**
 * New columns from existing ones, allocated where their sources were; null in, null out.
 *
 * <pre>{@code
 * trips.with(Columns.float8("tip_share", tip, fare, (t, f) -> t / f));
 * }</pre>
 */
public final class Columns {
    private Columns() {}

    /** A column of doubles from two others; null where either is. */
    public static Float8Vector float8(
            String name, Float8Vector left, Float8Vector right, DoubleBinaryOperator operator) {
        int rows = left.getValueCount();
        if (right.getValueCount() != rows) {
            throw new IllegalArgumentException("column '" + left.getName() + "' has " + rows + " rows, '"
                    + right.getName() + "' has " + right.getValueCount());
        }
        Float8Vector result = new Float8Vector(name, left.getAllocator());
        result.allocateNew(rows);
        for (int i = 0; i < rows; i++) {
            if (!left.isNull(i) && !right.isNull(i)) {
                result.set(i, operator.applyAsDouble(left.get(i), right.get(i)));
            }
        }
        result.setValueCount(rows);
        return result;
    }
}
