package dev.arrowshare.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * One column of a {@link BoundFilter} and what its values must be. It is never true for null, but where null is what is wanted.
 *
 * <p>Values, also in statistics, are given as {@link #domain} says. <b>Threads:</b> immutable.
 */
public final class ColumnTest {
    /** What is tested. */
    public enum Kind {
        /** The value is null. */
        NULL,
        /** The value is not null. */
        NOT_NULL,
        /** The value is one of those that are wanted. */
        VALUE
    }

    private final String name;
    private final List<Integer> path;
    private final Field field;
    private final Kind kind;
    private final boolean negated;
    private final @Nullable Ranges<Object> ranges;
    private final @Nullable Domain domain;

    private ColumnTest(
            FieldPath path, Kind kind, boolean negated, @Nullable Ranges<Object> ranges, @Nullable Domain domain) {
        this.name = path.name();
        this.path = path.indices();
        this.field = path.field();
        this.kind = kind;
        this.negated = negated;
        this.ranges = ranges;
        this.domain = domain;
    }

    static ColumnTest ofNulls(FieldPath path, Kind kind) {
        return new ColumnTest(path, kind, false, null, null);
    }

    static ColumnTest ofValues(FieldPath path, boolean negated, Ranges<Object> ranges, Domain domain) {
        return new ColumnTest(path, Kind.VALUE, negated, ranges, domain);
    }

    /** The same test of another column: of the same type, or of narrower integers, or of floats instead of doubles. */
    ColumnTest on(List<Integer> otherPath, Field other) {
        FieldPath at = new FieldPath(name, List.copyOf(otherPath), other);
        boolean isShifted =
                kind == Kind.VALUE && ColumnRanges.isUint64(field.getType()) && !ColumnRanges.isUint64(other.getType());
        return new ColumnTest(at, kind, negated, isShifted ? unshifted(ranges()) : ranges, domain);
    }

    /** Ranges of uint64 less 2^63 as ranges of the longs that such values are when they are small. */
    private static Ranges<Object> unshifted(Ranges<Object> shifted) {
        List<Ranges.Range<Object>> small = new ArrayList<>();
        for (Ranges.Range<Object> range : shifted.list()) {
            Object first = range.low();
            Object last = range.high();
            long low = first == null ? Long.MIN_VALUE : (long) first;
            long high = last == null ? Long.MAX_VALUE : (long) last;
            if (low < 0) {
                small.add(new Ranges.Range<>(low ^ Long.MIN_VALUE, Math.min(high, -1) ^ Long.MIN_VALUE));
            }
        }
        return new Ranges<>(small, shifted.order(), shifted.ends());
    }

    /** The column as the filter names it. */
    public String column() {
        return name;
    }

    /** The position of the column, and in each struct on the way that of the child. */
    public List<Integer> path() {
        return path;
    }

    public Field field() {
        return field;
    }

    public Kind kind() {
        return kind;
    }

    /** The form in which its values are compared; only where values are tested. */
    public Domain domain() {
        if (domain == null) {
            throw new IllegalStateException("column '" + name + "' is tested for nulls only");
        }
        return domain;
    }

    /** Whether values that are not in the {@link #ranges} are wanted. */
    boolean isNegated() {
        return negated;
    }

    Ranges<Object> ranges() {
        if (ranges == null) {
            throw new IllegalStateException("column '" + name + "' is tested for nulls only");
        }
        return ranges;
    }

    /** Whether any value from {@code min} to {@code max} may be wanted. NaN is between no two values. */
    public boolean mayMatch(Object min, Object max) {
        return negated ? !ranges().covers(min, max) : ranges().meets(min, max);
    }

    /** Whether NaN is wanted. */
    public boolean matchesNaN() {
        return negated;
    }

    /** Whether the value, which is not null, is wanted. */
    public boolean matches(Object value) {
        boolean isNaN = value instanceof Double real && Double.isNaN(real);
        return negated != (!isNaN && ranges().contains(value));
    }

    /** All the values that are wanted, if there are only certain ones. */
    public Optional<List<Object>> wanted() {
        return negated ? Optional.empty() : ranges().points();
    }
}
