package dev.arrowshare.dataset.resume;

import java.time.Duration;

/** Another pace of recording than the usual one, for the runs of a test. */
public final class Paces {
    private Paces() {}

    public static void usual() {
        Pace.use(Pace.USUAL);
    }

    /** From the first answer on, as if each run were a long one. */
    public static void atOnce() {
        Pace.use(new Pace(Duration.ZERO, Pace.USUAL.betweenSyncs(), Pace.USUAL.boot()));
    }

    /** As if the machine lived its life of that name; without a name, as if its system did not tell. */
    public static void boot(String name) {
        Pace.use(new Pace(Pace.USUAL.untilFirst(), Pace.USUAL.betweenSyncs(), () -> name));
    }

    /** The same, where what is finished is put on the disk so often. */
    public static void boot(String name, Duration betweenSyncs) {
        Pace.use(new Pace(Duration.ZERO, betweenSyncs, () -> name));
    }
}
