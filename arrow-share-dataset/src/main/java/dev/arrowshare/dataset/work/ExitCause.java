package dev.arrowshare.dataset.work;

import dev.arrowshare.error.PostMortem;
import java.util.List;
import java.util.Map;

/**
 * Why a worker process ended. An exit code alone does not tell: {@code exit(137)} and a SIGKILL look the same from outside. A
 * worker whose shutdown hooks ran has said goodbye, so silence and a code from 129 on mean a signal, probably.
 */
record ExitCause(int exitCode, boolean saidGoodbye) {
    private static final int SIGNALLED = 128;

    /** What a JVM prints that was told to end by {@code -XX:+ExitOnOutOfMemoryError}. */
    private static final String HEAP_FULL = "Terminating due to java.lang.OutOfMemoryError";

    private static final String NO_NATIVE_MEMORY = "insufficient memory for the Java Runtime Environment";
    private static final Map<Integer, String> SIGNALS = Map.ofEntries(
            Map.entry(1, "SIGHUP"),
            Map.entry(2, "SIGINT"),
            Map.entry(3, "SIGQUIT"),
            Map.entry(4, "SIGILL"),
            Map.entry(6, "SIGABRT"),
            Map.entry(7, "SIGBUS"),
            Map.entry(8, "SIGFPE"),
            Map.entry(9, "SIGKILL"),
            Map.entry(11, "SIGSEGV"),
            Map.entry(13, "SIGPIPE"),
            Map.entry(15, "SIGTERM"));

    /** {@code exited with code 3}, or {@code was probably killed by SIGKILL (exit code 137)}. */
    String describe() {
        int signal = exitCode - SIGNALLED;
        String name = SIGNALS.get(signal);
        if (name == null || (saidGoodbye && signal != 15)) {
            return "exited with code " + exitCode;
        }
        return (saidGoodbye ? "was ended by " : "was probably killed by ") + name + " (exit code " + exitCode + ")";
    }

    /**
     * Whether it ended for want of memory.
     *
     * @param printed its last lines
     * @param before what the kernel had killed when the worker began
     * @param after and when it had ended
     */
    PostMortem.Memory memory(List<String> printed, KernelKills before, KernelKills after) {
        if (exitCode == SIGNALLED + 9 && !saidGoodbye) {
            return killed(before, after);
        }
        if (exitCode == WorkerMain.OUT_OF_HEAP || printed.stream().anyMatch(line -> line.contains(HEAP_FULL))) {
            return saidGoodbye ? PostMortem.Memory.ENOUGH : PostMortem.Memory.HEAP;
        }
        return printed.stream().anyMatch(line -> line.contains(NO_NATIVE_MEMORY))
                ? PostMortem.Memory.NATIVE
                : PostMortem.Memory.ENOUGH;
    }

    private static PostMortem.Memory killed(KernelKills before, KernelKills after) {
        if (after.hasGrownSince(before)) {
            return PostMortem.Memory.KERNEL;
        }
        return after.isSureSince(before) ? PostMortem.Memory.ENOUGH : PostMortem.Memory.UNKNOWN;
    }
}
