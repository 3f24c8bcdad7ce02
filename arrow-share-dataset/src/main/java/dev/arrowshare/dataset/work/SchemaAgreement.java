package dev.arrowshare.dataset.work;

import dev.arrowshare.schema.SchemaFields;
import org.jspecify.annotations.Nullable;

/**
 * What the workers of a run have to say to all others: the schema of its output, which is that of the first result, unless declared, and
 * what goes wrong. The worker that has the first result in the order of the input settles the schema, the others wait for it before they
 * encode.
 *
 * <p><b>Threads:</b> safe.
 */
public interface SchemaAgreement {
    /**
     * Called for each task before the schema is known to its worker, once it has a result or has ended without one; where no function may
     * fail, for the first task alone.
     *
     * @param layout of the task's first result; null if it had none
     */
    void settle(int task, @Nullable BatchLayout layout);

    /**
     * The settled schema, waited for: only by tasks that have a result.
     *
     * @throws CancelledRunException when the run ends without one
     */
    SchemaFields await();

    /** A function has failed, for the first time in that worker, and the run goes on. */
    void note(FailureNote failure);
}
