package dev.arrowshare.dataset.work;

import dev.arrowshare.dataset.Workers;
import dev.arrowshare.schema.SchemaFields;
import java.util.Optional;

/**
 * How to go about a plan: what the coordinator must know and workers need not.
 *
 * @param taskRows a task is complete when it has so many rows, or as many bytes as the plan says
 * @param inputLimit how many rows of the input to read at all
 * @param outputLimit how many rows of the result to take at all
 * @param rules what becomes of workers that die or take too long
 * @param failures told of what fails in a run that goes on
 * @param done tasks that are not to be done
 */
public record RunRequest(
        RunPlan plan,
        Workers workers,
        Order order,
        long taskRows,
        long inputLimit,
        long outputLimit,
        RunRules rules,
        FailureListener failures,
        DoneTasks done) {
    /** The same after an earlier run has done some of it. */
    public RunRequest after(DoneTasks tasks, Optional<SchemaFields> schema) {
        return new RunRequest(
                schema.map(plan::declaring).orElse(plan),
                workers,
                order,
                taskRows,
                inputLimit,
                outputLimit,
                rules,
                failures,
                tasks);
    }

    /** A task is complete when its blocks have so many bytes: more where a part of the columns is read only. */
    public double taskBytes(int columns) {
        int read = plan.steps().isEmpty() || !(plan.steps().get(0) instanceof Step.Select select)
                ? columns
                : select.columns().size();
        return (double) plan.memory().taskBytes() * columns / Math.max(1, read);
    }
}
