package dev.arrowshare.dataset.work;

import dev.arrowshare.dataset.share.InputFile;
import dev.arrowshare.schema.SchemaFields;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that a worker has to know before its first task; the same for all workers of a run, and able to travel to a process.
 *
 * @param input where worker processes find the blocks; null where there are none
 * @param steps what to do with each batch
 * @param attach what may be done to make a block readable
 * @param output in which form to hand results back
 * @param memory what may be taken
 * @param declared the output schema, where it is known before the first result
 * @param failureRules what to do when a function fails
 */
public record RunPlan(
        @Nullable InputFile input,
        List<Step> steps,
        Attach attach,
        Output output,
        RunMemory memory,
        Optional<SchemaFields> declared,
        FailureRules failureRules)
        implements Serializable {
    public RunPlan {
        steps = List.copyOf(steps);
    }

    /** The same with a schema of the output that is known. */
    RunPlan declaring(SchemaFields schema) {
        return new RunPlan(input, steps, attach, output, memory, Optional.of(schema), failureRules);
    }

    /** Where this worker process finds the blocks. */
    InputFile file() {
        return Objects.requireNonNull(input, "a worker process needs a file");
    }
}
