package dev.arrowshare.cli;

import dev.arrowshare.ipc.ArrowFile;
import dev.arrowshare.parquet.FolderVerification;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code arrow-share verify trips.arrow} */
@Command(
        name = "verify",
        description = "Compares an Arrow file with the hashes in its footer, block by block, and checks its contents;"
                + " or a folder of Parquet files with its _manifest.json, and names each file that is not as written.",
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Runnable {
    @Parameters(paramLabel = "FILE", description = "An Arrow file, or a folder with a manifest.")
    private Path file;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        if (Files.isDirectory(file)) {
            verifyFolder();
            return;
        }
        WrongUse.in(spec, () -> {
            if (FileKind.of(file) != FileKind.ARROW) {
                throw new IllegalArgumentException(
                        "'" + file + "' is no Arrow file by its name, and no folder; only those carry hashes");
            }
        });
        verifyFile();
    }

    private void verifyFile() {
        PrintWriter out = spec.commandLine().getOut();
        try (ArrowFile arrow = ArrowFile.open(file)) {
            arrow.verify();
            arrow.validate();
            out.println(file + ": " + Figures.count(arrow.batchCount(), "batch", "batches") + ", "
                    + Figures.count(arrow.rows(), "row", "rows") + ", fingerprint " + arrow.fingerprint()
                    + ": as written");
        }
    }

    private void verifyFolder() {
        FolderVerification folder = FolderVerification.of(file);
        folder.requireAsWritten();
        spec.commandLine()
                .getOut()
                .println(file + ": " + Figures.count(folder.files().size(), "file", "files") + ", "
                        + Figures.count(folder.rows(), "row", "rows") + ", "
                        + Figures.count(folder.bytes(), "byte", "bytes")
                        + ": as written");
    }
}
