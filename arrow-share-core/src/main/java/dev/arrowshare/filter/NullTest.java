package dev.arrowshare.filter;

/** {@code note is null}, {@code note is not null}. */
record NullTest(String column, Wanted wanted) implements Filter {
    /** What is to be there. */
    enum Wanted {
        NULL,
        VALUE
    }

    @Override
    public String toString() {
        return FilterText.name(column) + (wanted == Wanted.NULL ? " is null" : " is not null");
    }
}
