package dev.arrowshare.dataset.work;

import dev.arrowshare.ipc.BlockLocation;
import java.util.List;

/**
 * What one worker does at a time: a run of consecutive blocks of the run's input.
 *
 * @param index from 0, in the order of the input
 * @param firstBatch the number of the first block in the input, for messages
 * @param firstRow the number of that block's first row in the input
 * @param blocks the blocks; none at all in the one task of an input without batches, which then maps an empty batch so that the
 *     output has its schema
 * @param rows how many rows to take from the blocks; fewer than they have when a limit falls into the last one
 */
public record Task(int index, int firstBatch, long firstRow, List<BlockLocation> blocks, long rows) {
    public Task {
        blocks = List.copyOf(blocks);
    }

    /** {@code batches 7 to 9 (rows 700 to 999)}. */
    @Override
    public String toString() {
        Place first = new Place(firstBatch, firstRow, rows);
        int last = firstBatch + Math.max(1, blocks.size()) - 1;
        return last == firstBatch
                ? first.toString()
                : "batches " + firstBatch + " to " + last + " (" + first.which() + ")";
    }
}
