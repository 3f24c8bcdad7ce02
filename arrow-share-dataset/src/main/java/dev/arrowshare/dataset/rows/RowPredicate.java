package dev.arrowshare.dataset.rows;

import java.io.Serializable;

/**
 * Whether a row, as a record, is to be kept.
 *
 * <pre>{@code
 * trips.filterRows(Trip.class, trip -> trip.fare() > 10)
 * }</pre>
 *
 * <p><b>Threads</b> and <b>errors</b> as of {@link RowMapper}.
 */
@FunctionalInterface
public interface RowPredicate<I extends Record> extends Serializable {
    boolean test(I row) throws Exception;
}
