package dev.arrowshare.batch;

/**
 * Where contents come from that nobody has checked: a file that another program wrote, whose offsets may point anywhere and whose
 * text may not be UTF-8. Vectors check what they read; native code, and our own code that reads memory by its address, do not.
 *
 * <pre>{@code
 * Batch batch = Batch.of(schema, rows, vectors, dictionaries, allocator).markUnchecked(contents);
 * batch.requireCheckedContents();                 // calls contents.check, once
 * }</pre>
 *
 * <p><b>Threads:</b> safe.
 */
public interface UncheckedContents {
    /**
     * Checks the contents of all columns of the batch and of the dictionaries that they refer to.
     *
     * @param batch columns, or rows of columns, that come from here; it stays the caller's
     * @throws dev.arrowshare.error.CorruptFileException naming the file, the batch and the column
     */
    void check(Batch batch);
}
