package dev.arrowshare.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

/**
 * Does in one process what the command does most, so that the JVM notes which classes that takes, and newer ones how their methods run:
 * what the command's class-data archive is made of. The compiler's are among them, a third of a second of each {@code run --map X.java}
 * without the archive.
 */
public final class Rehearsal {
    /** Enough that the loops over values are among what runs most. */
    private static final String ROWS = "300000";

    private Rehearsal() {}

    /** Rehearses with the examples in the first folder; what it makes goes to the second. */
    public static void main(String[] folders) throws IOException {
        Path examples = Path.of(folders[0]);
        Path made = Path.of(folders[1]);
        String trips = made.resolve("trips.parquet").toString();
        play("sample", trips, "--rows", ROWS);
        play("show", trips, "--rows", "3");
        play("convert", trips, made.resolve("trips.arrow").toString());
        play("show", made.resolve("trips.arrow").toString());
        String function = examples.resolve("TipShare.java").toString();
        String tips = made.resolve("tips.parquet").toString();
        play("run", "--input", trips, "--map", function, "--threads", "2", "--compression", "zstd", "--output", tips);
    }

    private static void play(String... arguments) throws IOException {
        StringWriter said = new StringWriter();
        PrintWriter all = new PrintWriter(said);
        if (ArrowShare.execute(all, all, arguments) != 0) {
            throw new IOException("the rehearsal failed: " + said);
        }
    }
}
