package dev.arrowshare.dataset.work;

import dev.arrowshare.error.MapperException;
import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * A function that failed for good.
 *
 * @param attempts that were made
 */
record FailedCall(MapperException exception, int attempts) {
    private static final int MOST_MESSAGE = 4_096;
    private static final int LEAST_MESSAGE = 128;
    private static final long MOST_OF_ALL_ROWS = 16 << 20;

    /** Says of several attempts that they were made. */
    static FailedCall of(MapperException exception, int attempts) {
        return new FailedCall(
                attempts == 1
                        ? exception
                        : new MapperException(
                                exception.getMessage() + ", the last of " + attempts + " attempts",
                                exception.getCause() == null ? exception : exception.getCause()),
                attempts);
    }

    /** What the function threw, or what is wrong with its result. */
    Throwable cause() {
        Throwable cause = exception.getCause();
        return cause == null ? exception : cause;
    }

    String type() {
        return cause().getClass().getName();
    }

    /**
     * A message that is missing is told by the type alone; a long one is cut.
     *
     * @param rows that will each have it
     */
    String message(long rows) {
        String message = cause().getMessage();
        long most = Math.max(LEAST_MESSAGE, Math.min(MOST_MESSAGE, MOST_OF_ALL_ROWS / Math.max(1, rows)));
        return cut(message == null ? cause().getClass().getSimpleName() : message, (int) most);
    }

    /** The stack trace, cut where it is long. */
    String stack() {
        StringWriter text = new StringWriter();
        cause().printStackTrace(new PrintWriter(text, true));
        return cut(text.toString(), MOST_MESSAGE);
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }
}
