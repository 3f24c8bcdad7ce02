package dev.arrowshare.error;

import java.io.Serializable;
import java.util.List;

/**
 * What was found out about a worker process that has ended before its work did.
 *
 * <pre>{@code
 * catch (WorkerFailedException e) {
 *     e.postMortem().filter(found -> found.memory() == PostMortem.Memory.KERNEL).ifPresent(found -> askForMoreMemory());
 * }
 * }</pre>
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param worker its number; one that replaces another has a number of its own
 * @param process the number that the system gave it
 * @param exitCode as the system tells it: 128 and more may be a signal
 * @param end the same in words, with the signal: {@code exited with code 3}
 * @param memory whether it ended for want of memory
 * @param doing what it was at: {@code in batch 7 (rows 917504 to 1048575)}
 * @param rows of the input that it was at; 0 where it was at none
 * @param residentBytes of memory that it held when that was last looked at; 0 where nobody knows
 * @param lastOutput the last lines that it printed, on either stream
 * @param crashLog the file in which its JVM says why it crashed, which is kept; empty without one
 */
public record PostMortem(
        int worker,
        long process,
        int exitCode,
        String end,
        Memory memory,
        String doing,
        long rows,
        long residentBytes,
        List<String> lastOutput,
        String crashLog)
        implements Serializable {
    public PostMortem {
        lastOutput = List.copyOf(lastOutput);
    }

    /** Whether a worker ended for want of memory, and of which. */
    public enum Memory {
        /** No sign of it. */
        ENOUGH(""),
        /** Killed, and the system does not tell who did it. */
        UNKNOWN("; perhaps the system killed it for want of memory"),
        /** Its Java heap was full, and not only its function failed of that. */
        HEAP("; its Java heap was full"),
        /** Its JVM got no more native memory. */
        NATIVE("; its JVM got no more native memory"),
        /** The kernel has killed a process for want of memory since this one began. */
        KERNEL("; the kernel killed it for want of memory");

        private final String words;

        Memory(String words) {
            this.words = words;
        }
    }

    /** {@code worker 1 (process 4711) exited with code 3 in batch 7 (rows 0 to 99), 81 MB resident; its last output was: …} */
    @Override
    public String toString() {
        return "worker " + worker + " (process " + process + ") " + end + (doing.isEmpty() ? "" : " " + doing)
                + resident() + memory.words + crash() + printed();
    }

    private String resident() {
        return residentBytes == 0 ? "" : ", " + Math.max(1, residentBytes / 1_000_000) + " MB resident";
    }

    private String crash() {
        return crashLog.isEmpty() ? "" : "; why its JVM crashed stands in " + crashLog;
    }

    private String printed() {
        return lastOutput.isEmpty() ? "" : "; its last output was:\n    " + String.join("\n    ", lastOutput);
    }
}
