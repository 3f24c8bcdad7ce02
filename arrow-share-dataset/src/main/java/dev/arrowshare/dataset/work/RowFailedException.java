package dev.arrowshare.dataset.work;

import dev.arrowshare.error.MapperException;
import java.io.Serial;

/**
 * A function by row did not get further than a row of its batch. The message says why, and the cause is what the function threw.
 *
 * <p><b>Threads:</b> as any exception.
 */
public final class RowFailedException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private static final int ALL = -1;

    private final int row;

    private RowFailedException(int row, String message, Throwable cause) {
        super(message, cause);
        this.row = row;
    }

    /**
     * At one row.
     *
     * @param row of the batch that the function was given
     */
    public static RowFailedException at(int row, String message, Throwable cause) {
        return new RowFailedException(row, message, cause);
    }

    /** Where no row of the batch can be read. */
    public static RowFailedException ofAll(String message, Throwable cause) {
        return new RowFailedException(ALL, message, cause);
    }

    /**
     * As the run says it.
     *
     * @param rows how many the function was given: as many as there are at the place, unless earlier steps took or added some
     */
    MapperException in(Place place, long rows) {
        String which = rows == place.rows()
                ? "row " + (place.firstRow() + row)
                : "row " + row + " of the " + rows + " that earlier steps made of it";
        String message = row == ALL ? getMessage() : which + ": " + getMessage();
        return new MapperException(place + ": " + message, getCause());
    }
}
