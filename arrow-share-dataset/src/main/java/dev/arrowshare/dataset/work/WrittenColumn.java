package dev.arrowshare.dataset.work;

/**
 * A column of an input batch that a mapper wrote to.
 *
 * @param bytes of the pages that were written
 */
record WrittenColumn(Place place, String column, long bytes) {
    @Override
    public String toString() {
        return "column '" + column + "' of " + place + ", " + bytes + " bytes";
    }
}
