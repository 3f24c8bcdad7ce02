package dev.arrowshare.filter;

import java.util.List;
import java.util.stream.Collectors;

/** {@code zone in ('a', 'b')}. */
record OneOf(String column, List<Literal> values) implements Filter {
    OneOf {
        values = List.copyOf(values);
    }

    @Override
    public String toString() {
        return FilterText.name(column)
                + values.stream().map(Literal::toString).collect(Collectors.joining(", ", " in (", ")"));
    }
}
