package dev.arrowshare.filter;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A column in a {@link Filter}, waiting for what to compare it with.
 *
 * <pre>{@code
 * column("fare").between(10, 20).and(column("note").isNotNull())
 * }</pre>
 *
 * <p>Values are numbers, text, byte arrays, booleans, {@code java.util.UUID}, {@code java.time.Duration}, and java.time's dates, times,
 * date-times and instants. <b>Threads:</b> immutable. <b>Errors:</b> IllegalArgumentException for a value of another class, and for
 * null, which {@link #isNull} finds.
 */
public record FilterColumn(String name) implements Serializable {
    public FilterColumn {
        Objects.requireNonNull(name, "name");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a column's name has at least one character");
        }
    }

    public Filter equalTo(Object value) {
        return compare(Operator.EQUAL, value);
    }

    public Filter notEqualTo(Object value) {
        return compare(Operator.NOT_EQUAL, value);
    }

    public Filter lessThan(Object value) {
        return compare(Operator.LESS, value);
    }

    public Filter lessThanOrEqualTo(Object value) {
        return compare(Operator.LESS_OR_EQUAL, value);
    }

    public Filter greaterThan(Object value) {
        return compare(Operator.GREATER, value);
    }

    public Filter greaterThanOrEqualTo(Object value) {
        return compare(Operator.GREATER_OR_EQUAL, value);
    }

    /** From {@code low} to {@code high}, both included. */
    public Filter between(Object low, Object high) {
        return greaterThanOrEqualTo(low).and(lessThanOrEqualTo(high));
    }

    /** Equal to one of the values. */
    public Filter in(Object... values) {
        return in(Arrays.asList(values));
    }

    /** Equal to one of the values. */
    public Filter in(List<?> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("column '" + name + "': in() names no value");
        }
        return new OneOf(name, values.stream().map(this::literal).toList());
    }

    /** Text or binary that begins with the value. */
    public Filter startsWith(Object prefix) {
        return new Prefix(name, literal(prefix));
    }

    public Filter isNull() {
        return new NullTest(name, NullTest.Wanted.NULL);
    }

    public Filter isNotNull() {
        return new NullTest(name, NullTest.Wanted.VALUE);
    }

    Filter compare(Operator operator, Object value) {
        return new Comparison(name, operator, literal(value));
    }

    private Literal literal(Object value) {
        return Literal.of(name, value);
    }
}
