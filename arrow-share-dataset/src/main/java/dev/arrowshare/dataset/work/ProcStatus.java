package dev.arrowshare.dataset.work;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What Linux says of a process in a few microseconds.
 *
 * @param residentBytes 0 where it does not tell, or has none any more
 * @param privateBytes of these, that are of no file and not shared
 * @param isStopped by a signal, or a debugger
 */
record ProcStatus(long residentBytes, long privateBytes, boolean isStopped) {
    private static final ProcStatus UNKNOWN = new ProcStatus(0, 0, false);

    static ProcStatus of(long pid) {
        try {
            Path file = Path.of("/proc", Long.toString(pid), "status");
            return parse(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // Not Linux, or it has ended.
            return UNKNOWN;
        }
    }

    static ProcStatus parse(String status) {
        long resident = 0;
        long anonymous = 0;
        boolean stopped = false;
        for (String line : status.split("\n", -1)) {
            if (line.startsWith("VmRSS:")) {
                resident = ProcessMemory.bytes(line);
            } else if (line.startsWith("RssAnon:")) {
                anonymous = ProcessMemory.bytes(line);
            } else if (line.startsWith("State:")) {
                stopped = line.regionMatches(true, line.indexOf('\t') + 1, "T", 0, 1);
            }
        }
        return new ProcStatus(resident, anonymous, stopped);
    }
}
