package dev.arrowshare.dataset.work;

import dev.arrowshare.dataset.share.BlockFeed;
import dev.arrowshare.ipc.BlockLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the blocks of the input into tasks, each when it is asked for. There is always a first task, if only an empty one.
 *
 * <p><b>Threads:</b> safe; who waits for a block makes the others wait too, since theirs come after.
 */
final class TaskDealer {
    private final BlockFeed feed;
    private final long taskRows;
    private final double taskBytes;
    private final long limit;
    private final DoneTasks done;
    private final Consumer<BlockLocation> skip;
    private int tasks;
    private int blocks;
    private long rows;

    /**
     * @param taskRows a task is complete when it has so many rows
     * @param taskBytes or blocks of so many bytes
     * @param limit how many rows of the input to deal at all
     * @param done what not to deal
     * @param skip told of the blocks of those
     */
    TaskDealer(
            BlockFeed feed, long taskRows, double taskBytes, long limit, DoneTasks done, Consumer<BlockLocation> skip) {
        this.feed = feed;
        this.taskRows = taskRows;
        this.taskBytes = taskBytes;
        this.limit = limit;
        this.done = done;
        this.skip = skip;
    }

    /** The next task, or null after the last, or when given up. */
    synchronized @Nullable Task next(BooleanSupplier givenUp) {
        Task task = cut(givenUp);
        while (!givenUp.getAsBoolean() && done.contains(task.index())) {
            skip(task);
            task = cut(givenUp);
        }
        return givenUp.getAsBoolean() || (task.blocks().isEmpty() && tasks > 0) ? null : dealt(task);
    }

    /** The next task if all of its blocks are there; null when it would have to be waited for, and perhaps for the last one. */
    synchronized @Nullable Task nextAtOnce() {
        Task task = cut(() -> true);
        while (isComplete(task) && done.contains(task.index())) {
            skip(task);
            task = cut(() -> true);
        }
        return isComplete(task) ? dealt(task) : null;
    }

    private void skip(Task task) {
        done.requireSame(task);
        task.blocks().forEach(skip);
        var unused = dealt(task);
    }

    private boolean isComplete(Task task) {
        return task.rows() >= taskRows
                || task.blocks().stream().mapToLong(BlockLocation::bodyLength).sum() >= taskBytes;
    }

    private Task cut(BooleanSupplier givenUp) {
        List<BlockLocation> taken = new ArrayList<>();
        long end = rows;
        long bytes = 0;
        while (end < limit && end - rows < taskRows && bytes < taskBytes) {
            BlockLocation block = feed.await(blocks + taken.size(), givenUp);
            if (block == null) {
                break;
            }
            taken.add(block);
            end += block.rows();
            bytes += block.bodyLength();
        }
        return new Task(tasks, blocks, rows, taken, Math.min(end, limit) - rows);
    }

    private Task dealt(Task task) {
        tasks++;
        blocks += task.blocks().size();
        task.blocks().forEach(block -> rows += block.rows());
        return task;
    }
}
