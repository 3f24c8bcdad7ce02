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
        long pss = 0;
        long own = 0;
        for (String line : rollup.split("\n", -1)) {
            if (line.startsWith("Pss:")) {
                pss = bytes(line);
            } else if (line.startsWith("Private_Clean:") || line.startsWith("Private_Dirty:")) {
                own += bytes(line);
            }
        }
        return new ProcessMemory(pss, own);
    }

    /** {@code Pss:    1234 kB} */
    static long bytes(String line) {
        String digits = line.replaceAll("\\D", "");
        return 1024 * Long.parseLong(digits);
    }
}
