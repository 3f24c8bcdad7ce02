package dev.arrowshare.cli;

import dev.arrowshare.ipc.ArrowFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code arrow-share verify trips.arrow} */
@Command(
        name = "verify",
        description = "Compares an Arrow file with the hashes in its footer, block by block, and checks its contents.",
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Runnable {
    @Parameters(paramLabel = "FILE", description = "An Arrow file.")
    private Path file;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        WrongUse.in(spec, () -> {
            if (FileKind.of(file) != FileKind.ARROW) {
                throw new IllegalArgumentException(
                        "'" + file + "' is no Arrow file by its name; only those carry hashes");
            }
        });
        PrintWriter out = spec.commandLine().getOut();
        try (ArrowFile arrow = ArrowFile.open(file)) {
            arrow.verify();
            arrow.validate();
            out.println(file + ": " + Figures.count(arrow.batchCount(), "batch", "batches") + ", "
                    + Figures.count(arrow.rows(), "row", "rows") + ", fingerprint " + arrow.fingerprint()
                    + ": as written");
        }
    }
}
