package dev.arrowshare.dataset.work;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How much memory a process really takes, as Linux counts it: a page that four processes map counts a quarter in each one's PSS.
 * Private bytes are those that no other process maps.
 *
 * @param pssBytes proportional set size
 * @param privateBytes clean and dirty private pages
 */
public record ProcessMemory(long pssBytes, long privateBytes) {
    /** Nothing counted, or nothing known. */
    public static final ProcessMemory UNKNOWN = new ProcessMemory(0, 0);

    /** Empty where the platform does not tell, or the process has ended. */
    public static Optional<ProcessMemory> of(long pid) {
        Path file = Path.of("/proc", Long.toString(pid), "smaps_rollup");
        try {
            return Optional.of(parse(new String(Files.readAllBytes(file), StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            // Its process ended while it was read (ESRCH), or is another user's.
            return Optional.empty();
        }
    }

    static ProcessMemory parse(String rollup) {
        ProcessMemory memory = UNKNOWN;
        for (String line : rollup.split("\n", -1)) {
            memory = memory.plus(line);
        }
        return memory;
    }

    /** With one more line of {@code smaps}. */
    ProcessMemory plus(String line) {
        if (line.startsWith("Pss:")) {
            return new ProcessMemory(pssBytes + bytes(line), privateBytes);
        }
        boolean isPrivate = line.startsWith("Private_Clean:") || line.startsWith("Private_Dirty:");
        return isPrivate ? new ProcessMemory(pssBytes, privateBytes + bytes(line)) : this;
    }

    ProcessMemory plus(ProcessMemory other) {
        return new ProcessMemory(pssBytes + other.pssBytes, privateBytes + other.privateBytes);
    }

    /** {@code Pss:    1234 kB} */
    static long bytes(String line) {
        long kilobytes = 0;
        for (int i = line.indexOf(':'); i < line.length(); i++) {
            char c = line.charAt(i);
            kilobytes = c >= '0' && c <= '9' ? 10 * kilobytes + (c - '0') : kilobytes;
        }
        return 1024 * kilobytes;
    }
}
