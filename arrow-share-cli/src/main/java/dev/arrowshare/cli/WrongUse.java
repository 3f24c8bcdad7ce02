package dev.arrowshare.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Options that contradict themselves or the library's limits: wrong use (exit code 2), not a failure. */
final class WrongUse {
    private WrongUse() {}

    /** What reads and checks options; throws {@link IllegalArgumentException} for a wrong one. */
    interface Check {
        void run();
    }

    static void in(CommandSpec command, Check check) {
        try {
            check.run();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    static void requireAtLeast(long least, String option, long value) {
        if (value < least) {
            throw new IllegalArgumentException(option + " is " + value + "; at least " + least);
        }
    }
}
