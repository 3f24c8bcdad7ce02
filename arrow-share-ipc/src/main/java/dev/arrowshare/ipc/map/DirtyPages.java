package dev.arrowshare.ipc.map;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/**
 * Which pages of private mappings were written to, as the kernel counts them.
 *
 * <p>Read from the field {@code Anonymous} of {@code /proc/self/smaps}: a page of a private mapping becomes anonymous memory when
 * it is first written to. {@code Private_Dirty} also counts pages that {@code write(2)} put into the page cache a moment ago and
 * the disk does not have yet.
 */
final class DirtyPages {
    private static final Path SMAPS = Path.of("/proc/self/smaps");
    private static final String ANONYMOUS = "Anonymous:";

    private DirtyPages() {}

    /** Bytes written to in these windows, or -1 where there is no {@code smaps}. */
    static long bytes(Collection<Window> windows) {
        if (windows.isEmpty()) {
            return 0;
        }
        try (BufferedReader smaps = Files.newBufferedReader(SMAPS, StandardCharsets.ISO_8859_1)) {
            return sum(smaps, windows);
        } catch (IOException e) {
            return -1;
        }
    }

    private static long sum(BufferedReader smaps, Collection<Window> windows) throws IOException {
        long kilobytes = 0;
        boolean ours = false;
        for (String line = smaps.readLine(); line != null; line = smaps.readLine()) {
            if (ours && line.startsWith(ANONYMOUS)) {
                kilobytes += Long.parseLong(line.substring(ANONYMOUS.length(), line.length() - " kB".length())
                        .strip());
            } else if (isHeader(line)) {
                ours = isOurs(line, windows);
            }
        }
        return kilobytes * 1024;
    }

    /** A mapping's first line begins with its addresses, the others with a capital letter. */
    private static boolean isHeader(String line) {
        return !line.isEmpty()
                && Character.digit(line.charAt(0), 16) >= 0
                && line.indexOf('-') > 0
                && line.indexOf('-') < line.indexOf(' ');
    }

    private static boolean isOurs(String header, Collection<Window> windows) {
        int dash = header.indexOf('-');
        long start = Long.parseUnsignedLong(header.substring(0, dash), 16);
        long end = Long.parseUnsignedLong(header.substring(dash + 1, header.indexOf(' ')), 16);
        return windows.stream()
                .anyMatch(window -> start < window.address() + window.length() && window.address() < end);
    }
}
