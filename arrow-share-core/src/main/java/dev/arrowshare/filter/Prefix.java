package dev.arrowshare.filter;

/** {@code zone starts with 'a'}. */
record Prefix(String column, Literal value) implements Filter {
    @Override
    public String toString() {
        return FilterText.name(column) + " starts with " + value;
    }
}
