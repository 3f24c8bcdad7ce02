package dev.arrowshare.dataset.work;

import dev.arrowshare.dataset.Workers;
import dev.arrowshare.memory.MemoryBudget;
import java.io.Serializable;

/**
 * What a run may take, in the process that this is in.
 *
 * @param budget shared by the workers of a process
 * @param taskBytes about how many bytes of the input a task has at most; a worker holds as many of its results
 * @param mappedBytes of the input that may stay mapped after their last reader
 */
public record RunMemory(MemoryBudget budget, long taskBytes, long mappedBytes) implements Serializable {
    private static final long MOST_WINDOW_BYTES = 256L << 20;
    private static final long MOST_SEGMENT_BYTES = 64L << 20;
    private static final long LEAST_SEGMENT_BYTES = 1L << 20;

    /** Half of the budget is for the coordinator and what it reads ahead, if workers are other processes. */
    private static final int PARTS = 2;

    private static final int TASK_PARTS = 8;

    /**
     * Divides a budget among workers.
     *
     * @param taskWorkers among how many to divide what tasks may take
     */
    public static RunMemory of(MemoryBudget budget, Workers workers, int taskWorkers) {
        boolean isDivided = workers instanceof Workers.Processes;
        int count = workers.count();
        MemoryBudget own = isDivided
                ? MemoryBudget.ofBytes(Math.max(MemoryBudget.LEAST_BYTES, budget.part(PARTS * count)))
                : budget;
        return new RunMemory(own, budget.part(TASK_PARTS * taskWorkers), budget.bytes());
    }

    /** About how many bytes of results a worker holds until it encodes them: twice a task, since functions add columns. */
    long rowGroupBytes() {
        return 2 * taskBytes;
    }

    /** Bytes of answers that may wait for their turn. */
    long windowBytes() {
        return Math.min(MOST_WINDOW_BYTES, budget.part(4));
    }

    /** How large a result segment is. */
    long segmentBytes() {
        return Math.max(LEAST_SEGMENT_BYTES, Math.min(MOST_SEGMENT_BYTES, budget.part(8)));
    }
}
