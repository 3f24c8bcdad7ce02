package dev.arrowshare.filter;

import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which rows are wanted, by the values of their columns.
 *
 * <pre>{@code
 * import static dev.arrowshare.filter.Filter.column;
 *
 * Filter wanted = column("fare").greaterThan(10).and(column("zone").in("a", "b"));
 * }</pre>
 *
 * <p><b>Nulls</b> are SQL's: a comparison with null is neither true nor false, nor is its negation, and only rows for which the whole
 * is true are kept. Neither {@code column("x").greaterThan(1)} nor {@code not(column("x").greaterThan(1))} keeps a row whose x is null;
 * {@code isNull} does.
 *
 * <p><b>NaN</b> is IEEE's: it is not equal to, less or greater than any number, nor itself. {@code notEqualTo(1)} and
 * {@code not(column("x").greaterThan(1))} keep it. -0 is equal to +0.
 *
 * <p><b>Numbers</b> compare by value whatever their types: an int32 column with 10.5, a decimal one with 7. A floating-point column is
 * compared with the value of its own width that is nearest, so that 0.1 finds the 0.1 of a float column. Text and binary compare by
 * their bytes, unsigned, which for text is the order of code points. Of dates, times and timestamps, java.time's types are the values,
 * or text that they parse; timestamps with a zone take instants, those without take local times.
 *
 * <p><b>Threads:</b> immutable, and serialisable: it may travel to worker processes.
 *
 * <p><b>Errors:</b> a value of a kind that no column has is refused at once with an IllegalArgumentException; one that does not fit its
 * column, where the columns are known, with the column, its type, the value and what is allowed.
 */
public sealed interface Filter extends Serializable
        permits Comparison, OneOf, Prefix, NullTest, AllOf, AnyOf, Negation {
    /** A column, by its name; a child of a struct by names with dots between, where no column has the whole name. */
    static FilterColumn column(String name) {
        return new FilterColumn(name);
    }

    /** Rows for which the filter is false; not those for which it is neither true nor false. */
    static Filter not(Filter filter) {
        return new Negation(filter);
    }

    /**
     * Reads what a filter prints itself as, and what one would write: {@code fare > 10 and zone in ('a', 'b')}.
     *
     * <p>Comparisons are {@code = != <> < <= > >=}, {@code in (…)}, {@code between … and …}, {@code starts with '…'}, {@code is null}
     * and {@code is not null}, joined by {@code and}, {@code or}, {@code not} and parentheses. Values are numbers, {@code 'text'} (a
     * quote in it is doubled), {@code true}, {@code false}, {@code x'00ff'}, {@code date '2024-01-31'}, {@code time '10:15'},
     * {@code timestamp '2024-01-31T10:15Z'} and {@code duration 'PT1H'}. A name that is no plain word stands in double quotes.
     *
     * @throws IllegalArgumentException when it cannot be read; the message marks the place
     */
    static Filter parse(String text) {
        return new FilterParser(text).filter();
    }

    /** Rows that both keep. */
    default Filter and(Filter other) {
        return AllOf.of(this, other);
    }

    /** Rows that at least one of both keeps. */
    default Filter or(Filter other) {
        return AnyOf.of(this, other);
    }

    /** The names of the columns that it looks at, in the order in which they occur. */
    default Set<String> columns() {
        Set<String> names = new LinkedHashSet<>();
        collect(this, names);
        return names;
    }

    /** What it demands of these columns alone, whatever the others are; nothing if that is nothing. */
    default Optional<Filter> about(Set<String> names) {
        if (names.containsAll(columns())) {
            return Optional.of(this);
        }
        return this instanceof AllOf all
                ? all.parts().stream()
                        .flatMap(part -> part.about(names).stream())
                        .reduce(Filter::and)
                : Optional.empty();
    }

    private static void collect(Filter filter, Set<String> names) {
        if (filter instanceof Comparison comparison) {
            names.add(comparison.column());
        } else if (filter instanceof OneOf one) {
            names.add(one.column());
        } else if (filter instanceof Prefix prefix) {
            names.add(prefix.column());
        } else if (filter instanceof NullTest test) {
            names.add(test.column());
        } else {
            parts(filter).forEach(part -> collect(part, names));
        }
    }

    private static List<Filter> parts(Filter filter) {
        if (filter instanceof AllOf all) {
            return all.parts();
        }
        return filter instanceof AnyOf any ? any.parts() : List.of(((Negation) filter).filter());
    }
}
