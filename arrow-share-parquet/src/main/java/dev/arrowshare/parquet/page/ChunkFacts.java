package dev.arrowshare.parquet.page;

import dev.arrowshare.filter.ColumnTest;
import dev.arrowshare.filter.Domain;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the values of a chunk or a page without reading them.
 *
 * @param values nulls included
 * @param nulls -1 where nobody counted them
 * @param min null where it is not known, or not to be believed; so is {@code max}
 */
record ChunkFacts(
        long values,
        long nulls,
        @Nullable Object min,
        @Nullable Object max) {
    /** Bounds that are no numbers, or cross each other, are not believed. */
    static ChunkFacts of(long values, long nulls, Optional<Object> min, Optional<Object> max, Domain domain) {
        boolean areSound = min.isPresent()
                && max.isPresent()
                && !isNaN(min.get())
                && !isNaN(max.get())
                && domain.compare(min.get(), max.get()) <= 0;
        long counted = nulls < 0 || nulls > values ? -1 : nulls;
        return areSound
                ? new ChunkFacts(values, counted, min.get(), max.get())
                : new ChunkFacts(values, counted, null, null);
    }

    private static boolean isNaN(Object value) {
        return value instanceof Double real && Double.isNaN(real);
    }

    boolean mayMatch(ColumnTest test) {
        return switch (test.kind()) {
            case NULL -> nulls != 0;
            case NOT_NULL -> nulls != values;
            case VALUE -> nulls != values && mayHold(test);
        };
    }

    /** Bounds say nothing about NaN, which stands outside of them. */
    private boolean mayHold(ColumnTest test) {
        boolean mayBeNaN = test.domain() == Domain.DOUBLE && test.matchesNaN();
        return min == null || max == null || mayBeNaN || test.mayMatch(min, max);
    }
}
