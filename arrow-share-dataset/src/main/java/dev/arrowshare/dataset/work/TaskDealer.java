package dev.arrowshare.dataset.work;

import dev.arrowshare.dataset.share.BlockFeed;
import dev.arrowshare.ipc.BlockLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the blocks of the input into tasks, each when it is asked for. There is always a first task, if only an empty one.
 *
 * <p><b>Threads:</b> safe; who waits for a block makes the others wait too, since theirs come after.
 */
final class TaskDealer {
    private final BlockFeed feed;
    private final long taskRows;
    private final long limit;
    private int tasks;
    private int blocks;
    private long rows;

    /**
     * @param taskRows a task is complete when it has so many rows
     * @param limit how many rows of the input to deal at all
     */
    TaskDealer(BlockFeed feed, long taskRows, long limit) {
        this.feed = feed;
        this.taskRows = taskRows;
        this.limit = limit;
    }

    /** The next task, or null after the last, or when given up. */
    synchronized @Nullable Task next(BooleanSupplier givenUp) {
        int firstBatch = blocks;
        long firstRow = rows;
        List<BlockLocation> taken = new ArrayList<>();
        while (rows < limit && rows - firstRow < taskRows) {
            BlockLocation block = feed.await(blocks, givenUp);
            if (block == null) {
                break;
            }
            taken.add(block);
            blocks++;
            rows += block.rows();
        }
        if (givenUp.getAsBoolean() || (taken.isEmpty() && tasks > 0)) {
            return null;
        }
        return new Task(tasks++, firstBatch, firstRow, taken, Math.min(rows, limit) - firstRow);
    }
}
