package dev.arrowshare.dataset.work;

/** A batch of the input, as messages name it: {@code batch 7 (rows 917504 to 1048575)}. */
record Place(int batch, long firstRow, long rows) {
    @Override
    public String toString() {
        return "batch " + batch + " (" + which() + ")";
    }

    String which() {
        return rows == 0 ? "no rows" : "rows " + firstRow + " to " + (firstRow + rows - 1);
    }

    Place slice(long from, long sliceRows) {
        return new Place(batch, firstRow + from, sliceRows);
    }
}
