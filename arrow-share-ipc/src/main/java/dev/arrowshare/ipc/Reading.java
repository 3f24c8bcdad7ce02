package dev.arrowshare.ipc;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.ipc.layout.Refused;
import java.util.function.Supplier;
import org.apache.arrow.memory.OutOfMemoryException;

/** Puts the file in front of every error that reading its bytes provokes, in our code or in Arrow's. */
final class Reading {
    private Reading() {}

    static <T> T of(Object source, Supplier<T> read) {
        try {
            return read.get();
        } catch (Refused e) {
            throw e.in(source.toString());
        } catch (ArrowShareException | OutOfMemoryException e) {
            throw e;
        } catch (InternalError e) {
            // What the JVM makes of SIGBUS.
            throw new CorruptFileException(source + ": it was truncated while it was being read", e);
        } catch (RuntimeException | StackOverflowError e) {
            throw new CorruptFileException(source + ": malformed: " + e.getMessage(), e);
        }
    }

    static void run(Object source, Runnable read) {
        of(source, () -> {
            read.run();
            return source;
        });
    }
}
