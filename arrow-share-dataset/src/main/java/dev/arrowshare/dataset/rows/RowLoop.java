package dev.arrowshare.dataset.rows;

/**
 * All rows of a batch through a function. Its implementations are never used as they are: {@link CompiledLoops} makes a class of its own
 * from each for every function, so that the JVM compiles a loop that knows its function, its records and its vectors.
 *
 * @param <T> where results go
 */
interface RowLoop<T> {
    /** When it throws, the cursor is at the row that failed. */
    void run(RowCursor from, int rows, Object function, T to) throws Throwable;
}
