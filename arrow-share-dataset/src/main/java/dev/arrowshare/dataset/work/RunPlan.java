package dev.arrowshare.dataset.work;

import dev.arrowshare.dataset.share.InputFile;
import dev.arrowshare.schema.SchemaFields;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * All that a worker has to know before its first task; the same for all workers of a run, and able to travel to a process.
 *
 * @param input where the blocks are
 * @param steps what to do with each batch
 * @param attach what may be done to make a block readable
 * @param output in which form to hand results back
 * @param memory what may be taken
 * @param declared the output schema, where it is known before the first result
 */
public record RunPlan(
        InputFile input,
        List<Step> steps,
        Attach attach,
        Output output,
        RunMemory memory,
        Optional<SchemaFields> declared)
        implements Serializable {
    public RunPlan {
        steps = List.copyOf(steps);
    }
}
