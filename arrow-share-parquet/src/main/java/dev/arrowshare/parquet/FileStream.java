package dev.arrowshare.parquet;

/** The batches of one file. */
interface FileStream extends BatchStream {
    /** How many rows a usual batch has. */
    int rowsPerBatch();
}
