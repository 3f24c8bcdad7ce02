package dev.arrowshare.filter;

/** {@code fare > 10}. */
record Comparison(String column, Operator operator, Literal value) implements Filter {
    @Override
    public String toString() {
        return FilterText.name(column) + " " + operator.sign() + " " + value;
    }
}
