package dev.arrowshare.dataset.work;

import org.apache.arrow.memory.BufferAllocator;

/**
 * One worker's hands: runs the steps of a plan over the blocks of a task, in a thread as in a process. Opens the resources of resource
 * mappers before its first task and closes them with itself.
 *
 * <p><b>Threads:</b> {@link #run} and {@link #close} are called by one thread; {@link #cancel} by any.
 *
 * <p><b>Ownership:</b> answers are the caller's. Their buffers belong to the allocator, or are those of the input.
 *
 * <p><b>Errors:</b> {@link dev.arrowshare.error.MapperException} with the user's exception as cause, and the batch; {@link
 * dev.arrowshare.error.SchemaMismatchException} for a result of another schema; {@link CancelledRunException}.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class TaskRunner implements AutoCloseable {
    public TaskRunner(RunPlan plan, BlockReader input, SchemaAgreement agreement, BufferAllocator allocator) {
        throw new UnsupportedOperationException();
    }

    /** Does the task. */
    public Answer run(Task task) {
        throw new UnsupportedOperationException();
    }

    /** Interrupts the user's function if it runs, and makes {@link #run} throw {@link CancelledRunException} at the next step. */
    public void cancel() {
        throw new UnsupportedOperationException();
    }

    /** Closes the resources of this worker. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
