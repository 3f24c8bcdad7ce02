package dev.arrowshare.dataset.work;

import dev.arrowshare.schema.SchemaFields;

/**
 * The schema of a run's output: that of the first result, unless declared. The worker that maps the first batch settles it, the others
 * wait for it before they encode.
 *
 * <p><b>Threads:</b> safe.
 */
public interface SchemaAgreement {
    /** Called with the schema of the first result of task 0. */
    void settle(SchemaFields schema);

    /**
     * The settled schema, waited for.
     *
     * @throws CancelledRunException when the run ends without one
     */
    SchemaFields await();
}
