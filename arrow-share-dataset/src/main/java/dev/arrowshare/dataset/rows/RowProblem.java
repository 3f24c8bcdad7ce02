package dev.arrowshare.dataset.rows;

/** What is wrong with a value or a result of one row, said to the user as it is. */
final class RowProblem extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String said;

    RowProblem(String said) {
        super(said);
        this.said = said;
    }

    String said() {
        return said;
    }
}
