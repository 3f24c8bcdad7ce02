package dev.arrowshare.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Parts joined by {@code and}, none of which is of this class. */
record AllOf(List<Filter> parts) implements Filter {
    AllOf {
        parts = List.copyOf(parts);
    }

    static AllOf of(Filter left, Filter right) {
        List<Filter> parts = new ArrayList<>();
        for (Filter side : List.of(left, right)) {
            parts.addAll(side instanceof AllOf all ? all.parts : List.of(side));
        }
        return new AllOf(parts);
    }

    @Override
    public String toString() {
        return parts.stream()
                .map(part -> part instanceof AnyOf ? "(" + part + ")" : part.toString())
                .collect(Collectors.joining(" and "));
    }
}
