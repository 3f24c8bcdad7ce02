package dev.arrowshare.dataset;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A JVM that may be killed at any moment, and what it says, to a file: whoever else holds a pipe of its could not be told from it. Nothing
 * is waited for without end; it fails with the stacks of all its processes.
 */
final class Coordinator implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private final Process process;
    private final Path said;
    private final Path errors;
    private final String what;

    private Coordinator(Process process, Path said, Path errors, String what) {
        this.process = process;
        this.said = said;
        this.errors = errors;
        this.what = what;
    }

    /** @param folder for what it says */
    static Coordinator start(ProcessBuilder command, Path folder, String what) throws IOException {
        Path said = folder.resolve("said");
        Path errors = folder.resolve("errors");
        Process process = command.redirectOutput(said.toFile())
                .redirectError(errors.toFile())
                .start();
        return new Coordinator(process, said, errors, what);
    }

    Process process() {
        return process;
    }

    /** Whether it says that before it ends. */
    boolean says(String line) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!lines().contains(line)) {
            if (System.nanoTime() > deadline) {
                throw hangs("does not say " + line);
            }
            if (process.waitFor(10, TimeUnit.MILLISECONDS)) {
                return lines().contains(line);
            }
        }
        return true;
    }

    /** The last that it says, waited for; empty if there is nothing. */
    String lastWords() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw hangs("does not end");
        }
        List<String> lines = lines();
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(said);
    }

    private AssertionError hangs(String how) throws IOException {
        StringBuilder stacks = new StringBuilder();
        List<Long> pids = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .map(ProcessHandle::pid)
                .toList();
        for (long pid : pids) {
            stacks.append("process ").append(pid).append('\n').append(stacks(pid));
        }
        return new AssertionError(what + ": it " + how + " for " + PATIENCE_SECONDS + " s\n" + stacks + errors());
    }

    private static String stacks(long pid) throws IOException {
        Path jstack = Path.of(System.getProperty("java.home"), "bin", "jstack");
        Process process = new ProcessBuilder(jstack.toString(), Long.toString(pid))
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
