package dev.arrowshare.dataset.work;

import java.util.Map;

/**
 * Why a worker process ended. An exit code alone does not tell: {@code exit(137)} and a SIGKILL look the same from outside. A
 * worker whose shutdown hooks ran has said goodbye, so silence and a code from 129 on mean a signal, probably.
 */
record ExitCause(int exitCode, boolean saidGoodbye) {
    private static final int SIGNALLED = 128;
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
        String hint = signal == 9 ? ", perhaps by the system for want of memory" : "";
        return (saidGoodbye ? "was ended by " : "was probably killed by ") + name + " (exit code " + exitCode + hint
                + ")";
    }
}
