package dev.arrowshare.dataset.work;

import dev.arrowshare.error.ArrowShareException;
import java.util.Map;

/**
 * Tasks that an earlier run has done, whose results are kept: they are not dealt again.
 *
 * @param rows of the input that each task had, by its index
 */
public record DoneTasks(Map<Integer, Long> rows) {
    public static final DoneTasks NONE = new DoneTasks(Map.of());

    public DoneTasks {
        rows = Map.copyOf(rows);
    }

    boolean contains(int task) {
        return rows.containsKey(task);
    }

    /** Refuses an input that was cut into other tasks then. */
    void requireSame(Task task) {
        Long before = rows.get(task.index());
        if (before != null && before != task.rows()) {
            throw new ArrowShareException("task " + task.index() + " has " + task.rows() + " rows and had " + before
                    + " when an earlier run did it: the input is read in other batches than then; run afresh");
        }
    }
}
