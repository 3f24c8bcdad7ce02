package dev.arrowshare.benchmarks;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A folder in which processes meet: each leaves a file of its own and waits until all have. It keeps one worker from answering for
 * another that still starts.
 */
record Rendezvous(Path folder, int processes) implements Serializable {
    private static final long PATIENCE_MILLIS = 60_000;

    static Rendezvous of(int processes) throws IOException {
        return new Rendezvous(Files.createTempDirectory("rendezvous"), processes);
    }

    /** Waits until every process has come here and said this. */
    void meet(String what) throws IOException, InterruptedException {
        Files.writeString(folder.resolve(what + "-" + ProcessHandle.current().pid()), "");
        long begin = System.currentTimeMillis();
        while (arrived(what) < processes) {
            if (System.currentTimeMillis() - begin > PATIENCE_MILLIS) {
                throw new IOException("only " + arrived(what) + " of " + processes + " processes came to " + what);
            }
            Thread.sleep(1);
        }
    }

    private long arrived(String what) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(what + "-"))
                    .count();
        }
    }

    void delete() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
