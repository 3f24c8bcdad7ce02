package dev.arrowshare.dataset.rows;

import dev.arrowshare.dataset.BatchMapper;
import dev.arrowshare.dataset.work.NamedFunction;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * A function by row as a function of batches. Not for users, who give the function to a {@code Pipeline}.
 *
 * <p><b>Errors:</b> {@link IllegalArgumentException} from the factories for record types that no row can be; in a call {@link
 * dev.arrowshare.dataset.work.RowFailedException}.
 */
public sealed interface RowFunction extends BatchMapper, NamedFunction
        permits FilterRows, FlatMapRows, MapRows, WithColumns {
    /** See {@code Pipeline.mapRows}. */
    static <I extends Record, O extends Record> RowFunction map(Class<I> in, Class<O> out, RowMapper<I, O> mapper) {
        return new MapRows(in, out, mapper);
    }

    /** See {@code Pipeline.withColumns}. */
    static <I extends Record, O extends Record> RowFunction with(Class<I> in, Class<O> out, RowMapper<I, O> mapper) {
        return new WithColumns(in, out, mapper);
    }

    /** See {@code Pipeline.filterRows}. */
    static <I extends Record> RowFunction filter(Class<I> in, RowPredicate<I> predicate) {
        return new FilterRows(in, predicate);
    }

    /** See {@code Pipeline.flatMapRows}. */
    static <I extends Record, O extends Record> RowFunction flatMap(
            Class<I> in, Class<O> out, RowFlatMapper<I, O> mapper) {
        return new FlatMapRows(in, out, mapper);
    }

    /** The record that rows are given as. */
    Class<?> in();

    /** The user's function. */
    Object function();

    /** The columns that it reads. */
    default List<String> columns() {
        return RecordShape.of(in()).columns();
    }

    /** Whether the other columns are of no use to it. */
    boolean replacesColumns();

    /**
     * Fails unless it can read these columns, which are in the format of messages.
     *
     * @throws dev.arrowshare.error.NoSuchColumnException for a component without a column
     * @throws IllegalArgumentException for one whose column is of a type that it cannot take
     */
    default void require(List<Field> columns) {
        ReadableTypes.require(columns, RecordShape.of(in()));
    }

    /** The columns of its result for columns that it can read. */
    List<Field> result(List<Field> columns);

    @Override
    default String functionName() {
        return NamedFunction.nameOf(function());
    }
}
