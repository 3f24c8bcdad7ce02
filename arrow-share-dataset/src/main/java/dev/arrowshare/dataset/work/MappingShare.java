package dev.arrowshare.dataset.work;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * How much of one mapped file this process holds, and how much memory besides, as Linux counts it.
 *
 * @param residentBytes of the file's mappings: pages that this process has attached
 * @param proportionalBytes of the file's mappings; a page that four processes map counts a quarter
 * @param besides all other memory of this process
 */
record MappingShare(long residentBytes, long proportionalBytes, ProcessMemory besides) {
    static final MappingShare UNKNOWN = new MappingShare(0, 0, ProcessMemory.UNKNOWN);

    private static final Path MAPS = Path.of("/proc/self/smaps");

    /** Whether the platform tells. */
    static boolean isKnown() {
        return Files.isReadable(MAPS);
    }

    /** Zeros where the platform does not tell. */
    static MappingShare of(Path file) throws IOException {
        if (!isKnown()) {
            return UNKNOWN;
        }
        try (BufferedReader lines = Files.newBufferedReader(MAPS)) {
            return sum(lines, Files.getAttribute(file, "unix:ino").toString());
        } catch (NoSuchFileException e) {
            return UNKNOWN;
        }
    }

    /** A mapping's first line is {@code 7f00-7f01 r--p 00000000 fd:00 1234   /path}, the others {@code Rss:   12 kB}. */
    private static MappingShare sum(BufferedReader lines, String inode) throws IOException {
        long resident = 0;
        long proportional = 0;
        ProcessMemory besides = ProcessMemory.UNKNOWN;
        boolean ours = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (isHeader(line)) {
                String[] parts = line.split(" +", 6);
                ours = parts.length == 6 && parts[4].equals(inode);
            } else if (!ours) {
                besides = besides.plus(line);
            } else if (line.startsWith("Rss:")) {
                resident += ProcessMemory.bytes(line);
            } else if (line.startsWith("Pss:")) {
                proportional += ProcessMemory.bytes(line);
            }
        }
        return new MappingShare(resident, proportional, besides);
    }

    private static boolean isHeader(String line) {
        char first = line.charAt(0);
        return (first >= '0' && first <= '9') || (first >= 'a' && first <= 'f');
    }
}
