package dev.arrowshare.dataset;

import dev.arrowshare.batch.Batch;
import java.io.Serializable;

/**
 * A function from batch to batch: a lambda, or a record whose components are what it shares.
 *
 * <pre>{@code
 * record TipShare() implements BatchMapper {
 *     public Batch map(Batch trips) {
 *         Float8Vector tip = trips.column("tip", Float8Vector.class), fare = trips.column("fare", Float8Vector.class);
 *         return trips.with(Columns.float8("tip_share", tip, fare, (t, f) -> t / f));
 *     }
 * }
 * }</pre>
 *
 * <p>It may change the schema and the number of rows, return an empty batch or its input, and throw anything. The schema of the first
 * result is the schema of all.
 *
 * <p><b>Threads:</b> with {@link Workers#threads} one instance serves all threads; with {@link Workers#processes} each process has its
 * own copy, made by Java serialization.
 *
 * <p><b>Ownership:</b> it closes nothing. What it allocates from the batch's allocator and does not return is freed after the call.
 * The input is for reading; {@link Batch#edit} gives a copy that can be changed.
 *
 * <p><b>Errors:</b> what it throws ends the run, as the cause of a {@link dev.arrowshare.error.MapperException}.
 */
@FunctionalInterface
public interface BatchMapper extends Serializable {
    Batch map(Batch batch) throws Exception;
}
