package dev.arrowshare.dataset.work;

import dev.arrowshare.error.WorkerFailedException;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One worker process as its coordinator sees it: alive or not, connected or not, and why it ended.
 *
 * <p><b>Threads:</b> {@link #channel}'s reader is one at a time; the rest by any.
 */
public final class WorkerProcess {
    private static final Duration START = Duration.ofSeconds(60);
    private static final long EXIT_SECONDS = 5;

    private final int number;
    private final Process process;
    private final OutputTail output;
    private final CompletableFuture<ControlChannel> connection = new CompletableFuture<>();
    private volatile boolean saidGoodbye;

    WorkerProcess(int number, Process process) {
        this.number = number;
        this.process = process;
        this.output = new OutputTail(process.getInputStream(), System.err, "arrow-share output of worker " + number);
        var unused = process.onExit()
                .thenRun(() -> connection.completeExceptionally(new IOException("the process has ended")));
    }

    public int number() {
        return number;
    }

    public long pid() {
        return process.pid();
    }

    void greet(Greeting greeting) throws IOException {
        greeting.write(process.getOutputStream());
    }

    /** The worker has said its token. */
    void connected(ControlChannel channel) {
        if (!connection.complete(channel)) {
            closeQuietly(channel);
        }
    }

    /** Whether {@link #channel} will not wait. */
    public boolean isConnected() {
        return connection.isDone() && !connection.isCompletedExceptionally();
    }

    /** The channel, waited for. */
    public ControlChannel channel() {
        return channel(START);
    }

    /** The channel, waited for that long. */
    public ControlChannel channel(Duration longest) {
        try {
            return connection.get(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw ended("before it was ready", e.getCause());
        } catch (TimeoutException e) {
            process.destroyForcibly();
            throw new WorkerFailedException(
                    "worker " + number + " (process " + pid() + ") was not ready after " + longest.toSeconds()
                            + " seconds" + lastWords(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledRunException();
        }
    }

    public void saidGoodbye() {
        saidGoodbye = true;
    }

    /** Asks the worker to give up its task; a hanging one does not. */
    void cancel() {
        tell(new byte[] {WorkerMain.CANCEL});
    }

    /** Says something that is heard at once, whatever the worker's function does. */
    public void tell(byte[] words) {
        try {
            OutputStream input = process.getOutputStream();
            input.write(words);
            input.flush();
        } catch (IOException e) {
            // It is dead, and whoever waits for its answer hears of that.
        }
    }

    public void kill() {
        process.destroyForcibly();
    }

    /** Waits for the process to end by itself, and ends it when it does not. */
    public void end(long millis) throws InterruptedException {
        if (!process.waitFor(millis, TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public void closeChannel() {
        if (isConnected()) {
            closeQuietly(connection.join());
        }
    }

    /** A JVM that ends waits a third of a second for each thread that reads: let the one that reads its input go on. */
    public void closeInput() {
        closeQuietly(process.getOutputStream());
    }

    private static void closeQuietly(Closeable channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing is sent any more: whatever the close could not do, the end of the process does.
        }
    }

    /** Why the worker ended, to be thrown. Waits for its end; one that has closed its channel and goes on is ended. */
    public WorkerFailedException ended(String when, @Nullable Throwable cause) {
        try {
            end(TimeUnit.SECONDS.toMillis(EXIT_SECONDS));
            String exit = new ExitCause(process.exitValue(), saidGoodbye).describe();
            return new WorkerFailedException(
                    "worker " + number + " (process " + pid() + ") " + exit + " " + when + lastWords(), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new WorkerFailedException("worker " + number + " (process " + pid() + ") ended " + when, cause);
        }
    }

    private String lastWords() {
        try {
            List<String> lines = output.lastLines();
            return lines.isEmpty() ? "" : "; its last output was:\n    " + String.join("\n    ", lines);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
