package dev.arrowshare.dataset.rows;

import java.io.Serializable;

/**
 * A function from a row to any number of rows, all of them records.
 *
 * <pre>{@code
 * orders.flatMapRows(Order.class, Line.class, order -> order.lines())
 * }</pre>
 *
 * <p><b>Threads</b> and <b>errors</b> as of {@link RowMapper}.
 */
@FunctionalInterface
public interface RowFlatMapper<I extends Record, O extends Record> extends Serializable {
    /** The rows in their order; an empty list for none, never null. */
    Iterable<? extends O> map(I row) throws Exception;
}
