package dev.arrowshare.dataset.work;

import dev.arrowshare.dataset.event.WorkerEvents;
import dev.arrowshare.error.PostMortem;
import dev.arrowshare.error.WorkerFailedException;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
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
    private static final long EXIT_SECONDS = 5;
    private static final long STACKS_MILLIS = 500;

    /** How long frames of a worker that has ended may lie unread, until its reader is told that there will be no more. */
    private static final long LAST_FRAMES_MILLIS = 50;

    private static final long SAMPLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final int number;
    private final Process process;
    private final Duration startLimit;
    private final Instant started = Instant.now();
    private final long spawnNanos;
    private final long spawned = System.nanoTime();
    private final KernelKills before = KernelKills.soFar();
    private final OutputTail output;
    private final CompletableFuture<ControlChannel> connection = new CompletableFuture<>();
    private volatile CompletableFuture<String> stacks = new CompletableFuture<>();
    private volatile boolean saidGoodbye;
    private volatile long residentBytes;
    private volatile long sampledAt;

    private volatile long connected;

    WorkerProcess(int number, Process process, long begun) {
        this(number, process, begun, RunRules.usual().startTimeout());
    }

    /**
     * @param begun when it was begun to start the process, by {@link System#nanoTime}
     * @param startLimit how long it may take to connect
     */
    WorkerProcess(int number, Process process, long begun, Duration startLimit) {
        this.number = number;
        this.process = process;
        this.spawnNanos = spawned - begun;
        this.startLimit = startLimit;
        CompletableFuture<Process> end = process.onExit();
        this.output =
                new OutputTail(process.getInputStream(), System.err, "arrow-share output of worker " + number, end);
        var unused = end.thenRun(this::exited);
    }

    /** The end of the channel says the same, unless some child of the worker has inherited it. */
    private void exited() {
        if (!connection.completeExceptionally(new IOException("the process has ended")) && isConnected()) {
            CompletableFuture.delayedExecutor(LAST_FRAMES_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(this::closeChannel);
        }
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
        connected = System.nanoTime();
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
        return channel(startLimit);
    }

    /** The channel, waited for that long. */
    public ControlChannel channel(Duration longest) {
        try {
            return connection.get(RunRules.nanos(longest), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw ended("before it was ready", e.getCause());
        } catch (TimeoutException e) {
            kill();
            throw notReady(longest, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledRunException();
        }
    }

    /** It is still not ready. */
    WorkerFailedException notReady(Duration longest, TimeoutException cause) {
        return new WorkerFailedException(
                "worker " + number + " (process " + pid() + ") was not ready after " + RunRules.text(longest)
                        + lastWords(),
                cause);
    }

    /** It is ready now: says so, with the time that the parts of its start took. */
    public void tellReady(WorkerEvents events) {
        events.ready(spawnNanos, connected - spawned, System.nanoTime() - connected);
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

    /** Where the worker's threads stand, as it tells, or why it does not; waits for half a second at most. */
    public String stacks() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        stacks = answer;
        tell(new byte[] {WorkerMain.STACKS});
        try {
            return answer.get(STACKS_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return ProcStatus.of(pid()).isStopped()
                    ? "    its process is stopped, by a signal or a debugger"
                    : "    its process does not say where its threads are";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "    nobody waited for it to say where its threads are";
        }
    }

    /** The worker has answered {@link #stacks}. */
    public void saidStacks(String text) {
        stacks.complete(text);
    }

    /** Says how much memory it holds. */
    public void sayMemory(WorkerEvents events) {
        MemoryWords.ofProcess(events, pid());
    }

    /** Looks how much memory it holds, unless that was done just now. */
    void sample() {
        long now = System.nanoTime();
        if (sampledAt == 0 || now - sampledAt >= SAMPLE_NANOS) {
            sampledAt = now;
            long found = ProcStatus.of(pid()).residentBytes();
            residentBytes = found == 0 ? residentBytes : found;
        }
    }

    /** With the processes that it started, which nobody would know any more when it is gone. */
    public void kill() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    /** Waits for the process to end by itself, and ends it when it does not. */
    public void end(long millis) throws InterruptedException {
        if (!process.waitFor(millis, TimeUnit.MILLISECONDS)) {
            kill();
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
    public WorkerFailedException ended(String doing, @Nullable Throwable cause) {
        return ended(doing, 0, cause);
    }

    /**
     * As {@link #ended(String, Throwable)}.
     *
     * @param rows that it was at
     */
    public WorkerFailedException ended(String doing, long rows, @Nullable Throwable cause) {
        try {
            end(TimeUnit.SECONDS.toMillis(EXIT_SECONDS));
            return new WorkerFailedException(postMortem(doing, rows, output.lastLines()), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new WorkerFailedException("worker " + number + " (process " + pid() + ") ended " + doing, cause);
        }
    }

    private PostMortem postMortem(String doing, long rows, List<String> lines) {
        ExitCause exit = new ExitCause(process.exitValue(), saidGoodbye);
        return new PostMortem(
                number,
                pid(),
                exit.exitCode(),
                exit.describe(),
                exit.memory(lines, before, KernelKills.soFar()),
                doing,
                rows,
                residentBytes,
                lines,
                CrashLog.of(pid(), started));
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
