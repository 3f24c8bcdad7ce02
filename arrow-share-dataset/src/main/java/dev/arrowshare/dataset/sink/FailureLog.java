package dev.arrowshare.dataset.sink;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.work.FailedRows;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.StorageFullException;
import dev.arrowshare.ipc.ArrowFileWriter;
import dev.arrowshare.ipc.ArrowWriteOptions;
import dev.arrowshare.publish.Draft;
import dev.arrowshare.publish.WriteFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.vector.FieldVector;

/**
 * A folder in which each batch that failed has two files: {@code failure-0001.arrow} as it came, and {@code failure-0001.txt}, what went
 * wrong. Only their owner may read them. Those of other runs stay; numbers go on behind theirs.
 *
 * <p><b>Threads:</b> one at a time.
 */
public final class FailureLog {
    private static final String NAME = "failure-%04d";

    private final Path folder;
    private final int most;
    private int number;
    private int written;

    private FailureLog(Path folder, int most) {
        this.folder = folder;
        this.most = most;
    }

    /**
     * Makes the folder if there is none.
     *
     * @param most of how many batches to write files
     * @throws ArrowShareException if files cannot be put there
     */
    public static FailureLog in(Path folder, int most) {
        try {
            Files.createDirectories(folder.toAbsolutePath(), ownersFolder(folder));
        } catch (IOException e) {
            throw new ArrowShareException(folder + ": cannot make the folder for what fails: " + e, e);
        }
        if (!Files.isWritable(folder)) {
            throw new ArrowShareException(folder + ": no permission to write to the folder for what fails");
        }
        return new FailureLog(folder, most);
    }

    private static FileAttribute<?>[] ownersFolder(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Batches that failed, with {@link FailedRows#COLUMNS}; they stay the caller's. */
    public void append(List<Batch> failed) {
        for (Batch batch : failed) {
            if (written < most) {
                written++;
                write(batch);
            }
        }
    }

    private void write(Batch failed) {
        try {
            Path text = newText();
            Files.writeString(text, describe(failed));
            Path rows = folder.resolve(String.format(NAME, number) + ".arrow");
            create(rows);
            try (Batch input = failed.without(FailedRows.names().toArray(String[]::new));
                    ArrowFileWriter writer =
                            ArrowFileWriter.create(rows, input.messageSchema(), ArrowWriteOptions.defaults())) {
                writer.append(input);
                writer.publish(Map.of());
            }
        } catch (IOException e) {
            throw WriteFailure.isFullDisk(e)
                    ? new StorageFullException("no space left in " + folder + " for what fails", e)
                    : new ArrowShareException(folder + ": cannot write what failed: " + WriteFailure.reason(e), e);
        }
    }

    /** The first number that is free. */
    private Path newText() throws IOException {
        while (true) {
            number++;
            Path text = folder.resolve(String.format(NAME, number) + ".txt");
            if (Files.notExists(text)) {
                create(text);
                return text;
            }
        }
    }

    /** A file that replaces it has its permissions. */
    private static void create(Path file) throws IOException {
        Files.newByteChannel(
                        file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), Draft.ownerOnly(file))
                .close();
    }

    private static String describe(Batch failed) {
        return "batch " + value(failed, "source_batch") + "\nrows " + failed.rows() + ", the first of them "
                + value(failed, "source_row") + " of the input\nattempts " + value(failed, "error_attempts") + "\n\n"
                + value(failed, "error_stack");
    }

    private static String value(Batch failed, String column) {
        FieldVector vector = failed.column(column);
        return failed.rows() == 0 ? "unknown" : String.valueOf(vector.getObject(0));
    }
}
