package dev.arrowshare.dataset.rows;

import java.io.Serializable;

/**
 * A function from a row to a row, each a record.
 *
 * <pre>{@code
 * trips.mapRows(Trip.class, Share.class, trip -> new Share(trip.tip() / trip.fare()))
 * }</pre>
 *
 * <p><b>Threads:</b> with threads one instance serves all; with processes each has its own copy, made by Java serialization.
 *
 * <p><b>Errors:</b> what it throws ends the run, as the cause of a {@link dev.arrowshare.error.MapperException} that names the row.
 */
@FunctionalInterface
public interface RowMapper<I extends Record, O extends Record> extends Serializable {
    /** Never null: {@code filterRows} and {@code flatMapRows} leave rows out. */
    O map(I row) throws Exception;
}
