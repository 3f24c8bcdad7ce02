package dev.arrowshare.dataset.work;

import dev.arrowshare.error.CorruptFileException;

/**
 * What happens when somebody truncates a file that is mapped: reading one of the pages that it lost is a SIGBUS, of which the JVM makes
 * an {@link InternalError}, in the user's code as in ours. Here it becomes the file's failure.
 *
 * <pre>{@code
 * return PageFault.named(input.name(), () -> batch.slice(0, rows));
 * }</pre>
 */
public final class PageFault {
    private PageFault() {}

    /** Code that reads mapped pages. */
    public interface Reading<T, E extends Exception> {
        T read() throws E;
    }

    /** Runs what reads pages of that file. */
    public static <T, E extends Exception> T named(String file, Reading<T, E> reading) throws E {
        try {
            return reading.read();
        } catch (InternalError e) {
            rethrow(e, file);
            throw e;
        }
    }

    /** Throws what such a fault means for the file; returns for other failures. */
    public static void rethrow(Throwable failure, String file) {
        if (failure instanceof InternalError
                && String.valueOf(failure.getMessage()).contains("unsafe memory access")) {
            throw new CorruptFileException(file + ": it was truncated while it was being read", failure);
        }
    }
}
