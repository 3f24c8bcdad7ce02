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
    /** Of what may be read ahead, this part may be still compressed, where files are not local. */
    private static final int COMPRESSED_SHARE = 4;

    static FileTurn alone(ParquetReadOptions options) {
        return new FileTurn(new DecodingThreads(options), room(options), 0, () -> {}, true);
    }

    static ReadRoom room(ParquetReadOptions options) {
        return new ReadRoom(Math.min(
                options.readAheadBytes() / COMPRESSED_SHARE,
                options.memoryBudget().part(2 * COMPRESSED_SHARE)));
    }

    void close() {
        if (isAlone) {
            threads.close();
        }
    }
}
