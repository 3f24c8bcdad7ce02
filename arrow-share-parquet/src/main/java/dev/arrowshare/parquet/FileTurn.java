package dev.arrowshare.parquet;

import dev.arrowshare.parquet.page.ReadRoom;

/**
 * What a file shares with those that are read before and after it.
 *
 * @param rowsBefore rows of the files before that batches are to be filled up with; 0 where each file has its own
 * @param whenAsked called, by any thread, when nothing more is to be read ahead of the file
 * @param isAlone whether there are no others, so that closing the file's stream ends the threads
 */
record FileTurn(DecodingThreads threads, ReadRoom room, long rowsBefore, Runnable whenAsked, boolean isAlone) {
    /** The part of the memory budget that bytes of far files may take before they are decoded. */
    private static final int BUDGET_SHARE = 8;

    static FileTurn alone(ParquetReadOptions options) {
        return new FileTurn(new DecodingThreads(options), room(options), 0, () -> {}, true);
    }

    static ReadRoom room(ParquetReadOptions options) {
        return new ReadRoom(
                Math.min(options.readAheadBytes(), options.memoryBudget().part(BUDGET_SHARE)));
    }

    void close() {
        if (isAlone) {
            threads.close();
        }
    }
}
