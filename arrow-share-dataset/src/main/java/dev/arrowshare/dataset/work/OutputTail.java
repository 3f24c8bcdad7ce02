package dev.arrowshare.dataset.work;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What a worker prints, on either stream: passed on to our own standard error as it comes, and its last lines kept for the message
 * should the worker die.
 *
 * <p><b>Threads:</b> its own, which ends with the stream.
 */
final class OutputTail {
    private static final long JOIN_MILLIS = 300;
    private static final int KEPT_LINES = 20;
    private static final int KEPT_LINE_BYTES = 500;

    private final Thread reader;
    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private final byte[] line = new byte[KEPT_LINE_BYTES];
    private int lineBytes;

    OutputTail(InputStream from, OutputStream to, String name) {
        reader = new Thread(() -> copy(from, to), name);
        reader.setDaemon(true);
        reader.start();
    }

    private void copy(InputStream from, OutputStream to) {
        byte[] chunk = new byte[8192];
        try (from) {
            for (int count = from.read(chunk); count >= 0; count = from.read(chunk)) {
                to.write(chunk, 0, count);
                to.flush();
                keep(chunk, count);
            }
        } catch (IOException e) {
            // The stream is closed under us when the process is destroyed: what it printed until then is kept.
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

    /** The last lines, once the process has ended. A child of the worker may hold the stream open: that is not waited for. */
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
