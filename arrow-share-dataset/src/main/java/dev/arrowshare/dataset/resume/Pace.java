package dev.arrowshare.dataset.resume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * When what a run has finished goes into its journal, and from there to the disk.
 *
 * @param untilFirst a run that nobody has asked to be resumable is not recorded before, so that a short one costs nothing
 * @param betweenSyncs what a failure of power may cost
 * @param boot names the life of the machine, in which no power has failed; empty if the system does not
 */
record Pace(Duration untilFirst, Duration betweenSyncs, Supplier<String> boot) {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    static final Pace USUAL = new Pace(Duration.ofSeconds(1), Duration.ofSeconds(30), Pace::bootOfMachine);
    private static volatile Pace current = USUAL;

    static Pace current() {
        return current;
    }

    /** For tests. */
    static void use(Pace pace) {
        current = pace;
    }

    private static String bootOfMachine() {
        try {
            return Files.readString(BOOT_ID).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
