package dev.arrowshare.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Parts joined by {@code or}, none of which is of this class. */
record AnyOf(List<Filter> parts) implements Filter {
    AnyOf {
        parts = List.copyOf(parts);
    }

    static AnyOf of(Filter left, Filter right) {
        List<Filter> parts = new ArrayList<>();
        for (Filter side : List.of(left, right)) {
            parts.addAll(side instanceof AnyOf any ? any.parts : List.of(side));
        }
        return new AnyOf(parts);
    }

    @Override
    public String toString() {
        return parts.stream().map(Filter::toString).collect(Collectors.joining(" or "));
    }
}
