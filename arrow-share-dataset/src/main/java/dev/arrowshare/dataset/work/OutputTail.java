package dev.arrowshare.dataset.work;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a worker prints, on either stream: passed on to our own standard error as it comes, and its last lines kept for the message
 * should the worker die.
 *
 * <p>It never waits inside of a read. Children of the worker may hold its streams open when it has long ended; then such a read, and with
 * it the JVM's own thread that waits for the process, would go on for as long as they do.
 *
 * <p><b>Threads:</b> its own, which ends with the process.
 */
final class OutputTail {
    private static final long JOIN_MILLIS = 300;
    private static final int KEPT_LINES = 20;
    private static final int KEPT_LINE_BYTES = 500;
    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(250);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(64);

    private final Thread reader;
    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private final byte[] line = new byte[KEPT_LINE_BYTES];
    private int lineBytes;

    /** @param end of the process: what is there by then is read, and nothing that comes later */
    OutputTail(InputStream from, OutputStream to, String name, CompletableFuture<?> end) {
        reader = new Thread(() -> copy(from, to, end), name);
        reader.setDaemon(true);
        reader.start();
        var unused = end.whenComplete((ended, failure) -> LockSupport.unpark(reader));
    }

    private void copy(InputStream from, OutputStream to, CompletableFuture<?> end) {
        byte[] chunk = new byte[1 << 14];
        long pause = SHORTEST_PAUSE_NANOS;
        try (from) {
            while (true) {
                boolean isOver = end.isDone();
                int ready = from.available();
                if (ready > 0) {
                    passOn(chunk, from.read(chunk, 0, Math.min(ready, chunk.length)), to);
                    pause = SHORTEST_PAUSE_NANOS;
                } else if (isOver) {
                    return;
                } else {
                    LockSupport.parkNanos(pause);
                    pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
                }
            }
        } catch (IOException e) {
            // The stream is closed under us when the process is destroyed: what it printed until then is kept.
        }
    }

    private void passOn(byte[] chunk, int count, OutputStream to) throws IOException {
        if (count > 0) {
            to.write(chunk, 0, count);
            to.flush();
            keep(chunk, count);
        }
    }

    private synchronized void keep(byte[] chunk, int count) {
        for (int i = 0; i < count; i++) {
            if (chunk[i] == '\n') {
                endLine();
            } else if (lineBytes < line.length) {
                line[lineBytes++] = chunk[i];
            }
        }
    }

    private void endLine() {
        if (lines.size() == KEPT_LINES) {
            lines.removeFirst();
        }
        lines.addLast(new String(line, 0, lineBytes, Charset.defaultCharset()));
        lineBytes = 0;
    }

    /** The last lines, once the process has ended. A reader of ours that is slow is not waited for. */
    List<String> lastLines() throws InterruptedException {
        reader.join(JOIN_MILLIS);
        synchronized (this) {
            List<String> last = new ArrayList<>(lines);
            if (lineBytes > 0) {
                last.add(new String(line, 0, lineBytes, Charset.defaultCharset()));
            }
            return last;
        }
    }
}
