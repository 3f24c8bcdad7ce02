package dev.arrowshare.parquet;

/** The batches of one file. */
interface FileStream extends BatchStream {
    /** How many rows a usual batch has. */
    int rowsPerBatch();

    /** Whether all that is read ahead of a file that is not local has been asked for, so that it is another file's turn. */
    boolean isAsked();
}
