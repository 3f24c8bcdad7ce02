package dev.arrowshare.filter;

import java.util.Objects;

/** {@code not (fare > 10)}. */
record Negation(Filter filter) implements Filter {
    Negation {
        Objects.requireNonNull(filter, "filter");
    }

    @Override
    public String toString() {
        return "not (" + filter + ")";
    }
}
