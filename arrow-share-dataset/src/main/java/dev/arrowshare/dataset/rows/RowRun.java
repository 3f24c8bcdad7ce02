package dev.arrowshare.dataset.rows;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.work.NamedFunction;
import dev.arrowshare.dataset.work.RowFailedException;
import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.error.NoSuchColumnException;

/**
 * One call of a function by row: the rows of a batch, and what is said when one of them fails.
 *
 * @param from a cursor over the batch
 */
record RowRun(int rows, RecordShape shape, RowCursor from, Object function) {
    private static final int LONGEST_TEXT = 300;

    /**
     * @throws RowFailedException where the batch has not the columns of the record
     * @throws CorruptFileException where their contents, of another program's file, are not right
     */
    static RowRun of(Batch batch, RecordShape shape, Object function) throws RowFailedException {
        try {
            RowCursor from = ColumnReaders.of(batch, shape);
            return new RowRun(Math.toIntExact(batch.rows()), shape, from, function);
        } catch (NoSuchColumnException | IllegalArgumentException e) {
            throw RowFailedException.ofAll(String.valueOf(e.getMessage()), e);
        }
    }

    <T> void loop(RowLoop<T> loop, T to) throws RowFailedException {
        try {
            loop.run(from, rows, function, to);
        } catch (InternalError e) {
            // A mapped file that somebody truncated, which is no failure of the row's.
            throw e;
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private RowFailedException failed(Throwable failure) {
        String name = NamedFunction.nameOf(function);
        String given;
        try {
            given = text((Record) shape.reading(RecordShape.readers(from)).invokeExact(from));
        } catch (Throwable again) {
            return RowFailedException.at(from.row, unreadable(failure), failure);
        }
        String what = failure instanceof RowProblem problem ? ": " + problem.said() : " threw " + failure;
        return RowFailedException.at(from.row, name + " for " + given + what, failure);
    }

    private String unreadable(Throwable failure) {
        return failure instanceof RowProblem problem ? problem.said() : "cannot be read as " + shape + ": " + failure;
    }

    private static String text(Record row) {
        String text = row.toString();
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
    }
}
