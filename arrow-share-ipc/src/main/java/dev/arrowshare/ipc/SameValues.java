package dev.arrowshare.ipc;

import java.util.List;
import java.util.function.BiFunction;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.compare.Range;
import org.apache.arrow.vector.compare.RangeEqualsVisitor;
import org.apache.arrow.vector.complex.UnionVector;
import org.jspecify.annotations.Nullable;

/**
 * Whether values of two vectors of one type are equal. As Arrow's comparison, which this extends, but for structs: Arrow finds their
 * children by name, so that of two with the same name it compares the first twice; and but for sparse unions, of which Arrow forgets what
 * their type ids mean: there, what the other children have in a row counts too, and equal values may be found different.
 */
final class SameValues extends RangeEqualsVisitor {
    private SameValues(
            ValueVector left,
            ValueVector right,
            @Nullable BiFunction<ValueVector, ValueVector, Boolean> typeComparator) {
        super(left, right, typeComparator);
    }

    /** The types are equal, names do not matter. */
    static boolean in(FieldVector left, int leftFrom, FieldVector right, int rightFrom, int length) {
        return new SameValues(left, right, null).rangeEquals(new Range(leftFrom, rightFrom, length));
    }

    @Override
    protected RangeEqualsVisitor createInnerVisitor(
            ValueVector left,
            ValueVector right,
            @Nullable BiFunction<ValueVector, ValueVector, Boolean> typeComparator) {
        return new SameValues(left, right, typeComparator);
    }

    @Override
    protected boolean compareStructVectors(Range range) {
        for (int i = 0; i < range.getLength(); i++) {
            if (!isSameStruct(range.getLeftStart() + i, range.getRightStart() + i)) {
                return false;
            }
        }
        return true;
    }

    private boolean isSameStruct(int leftRow, int rightRow) {
        boolean isNull = getLeft().isNull(leftRow);
        if (isNull || getRight().isNull(rightRow)) {
            return isNull && getRight().isNull(rightRow);
        }
        List<FieldVector> left = ((FieldVector) getLeft()).getChildrenFromFields();
        List<FieldVector> right = ((FieldVector) getRight()).getChildrenFromFields();
        return areSameChildren(left, leftRow, right, rightRow);
    }

    @Override
    protected boolean compareUnionVectors(Range range) {
        for (int i = 0; i < range.getLength(); i++) {
            if (!isSameUnion(range.getLeftStart() + i, range.getRightStart() + i)) {
                return false;
            }
        }
        return true;
    }

    private boolean isSameUnion(int leftRow, int rightRow) {
        UnionVector left = (UnionVector) getLeft();
        UnionVector right = (UnionVector) getRight();
        return left.getTypeValue(leftRow) == right.getTypeValue(rightRow)
                && areSameChildren(left.getChildrenFromFields(), leftRow, right.getChildrenFromFields(), rightRow);
    }

    private static boolean areSameChildren(List<FieldVector> left, int leftRow, List<FieldVector> right, int rightRow) {
        for (int i = 0; i < left.size(); i++) {
            if (!in(left.get(i), leftRow, right.get(i), rightRow, 1)) {
                return false;
            }
        }
        return true;
    }
}
