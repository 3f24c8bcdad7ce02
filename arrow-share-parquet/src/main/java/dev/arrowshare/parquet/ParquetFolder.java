package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.ClosedException;
import dev.arrowshare.error.StorageFullException;
import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.publish.DraftFolder;
import dev.arrowshare.publish.WriteFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Writes batches to a folder of Parquet files, all or nothing: the folder appears under its name with {@link #commit}, with a {@code
 * _manifest.json} of its files (path, rows, bytes, SHA-256) and an empty {@code _SUCCESS}, and whatever happens before leaves what
 * was there.
 *
 * <pre>{@code
 * FolderLayout layout = FolderLayout.files().partitionBy("day").fileBytes(256 << 20);
 * try (ParquetFolder folder = ParquetFolder.create(Path.of("trips"), schema, ParquetWriteOptions.defaults(), layout)) {
 *     for (Batch batch : batches) {
 *         folder.append(batch);
 *     }
 *     folder.commit();
 * }
 * }</pre>
 *
 * <p><b>Threads:</b> one at a time; columns are encoded on {@link ParquetWriteOptions#threads} threads.
 *
 * <p><b>Ownership:</b> the caller closes it; closing without a commit deletes the temporary folder beside the target. Appended
 * batches stay the caller's, and are retained until their rows are written: about {@link ParquetWriteOptions#rowGroupBytes} of them.
 *
 * <p><b>Errors:</b> {@link UnsupportedFeatureException} from {@code create} for a column that cannot be written or partition the
 * folder; {@link ArrowShareException} for a target that cannot be written, or has files that no {@code ParquetFolder} wrote, before any
 * work; {@link StorageFullException} when the disk is full.
 */
public final class ParquetFolder implements AutoCloseable {
    private final Path target;
    private final ParquetWriteOptions options;
    private final FolderLayout layout;
    private final DraftFolder draft;
    private final FolderEncoder encoder;
    private final FolderCount folders;
    private final FolderManifest manifest = new FolderManifest();
    private final Map<String, FolderPart> parts = new TreeMap<>();
    private State state = State.OPEN;
    private long rows;

    private enum State {
        OPEN,
        FAILED,
        COMMITTED,
        CLOSED
    }

    private ParquetFolder(
            Path target, Schema schema, ParquetWriteOptions options, FolderLayout layout, DraftFolder draft) {
        this.target = target;
        this.options = options;
        this.layout = layout;
        this.draft = draft;
        this.folders = new FolderCount(layout);
        this.encoder = FolderEncoder.of(schema, options, layout, (double) options.waitingBytes(), this::put);
    }

    /**
     * Opens a temporary folder beside the target.
     *
     * @param target its name; there may be nothing, an empty folder, or one that was written so, which is then replaced
     * @param schema of the batches, with the columns that partition the folder
     */
    public static ParquetFolder create(Path target, Schema schema, ParquetWriteOptions options, FolderLayout layout) {
        try {
            requireOurs(target);
            DraftFolder draft = DraftFolder.beside(target);
            try {
                return new ParquetFolder(target, schema, options, layout, draft);
            } catch (RuntimeException | Error e) {
                draft.close();
                throw e;
            }
        } catch (IOException e) {
            throw failure(target, e);
        }
    }

    /**
     * Fails for a target that {@link #create} would refuse: before there is a schema, say.
     *
     * @throws ArrowShareException for a file, and for a folder with files that no {@code ParquetFolder} wrote
     */
    public static void requireReplaceable(Path target) {
        try {
            requireOurs(target);
        } catch (IOException e) {
            throw failure(target, e);
        }
    }

    private static void requireOurs(Path target) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        if (!Files.isDirectory(target)) {
            throw new ArrowShareException("cannot write " + target + ": it is a file, not a folder");
        }
        try (Stream<Path> content = Files.list(target)) {
            if (content.findAny().isPresent() && !Files.exists(target.resolve(FolderManifest.NAME))) {
                throw new ArrowShareException("cannot write " + target + ": the folder has files and no "
                        + FolderManifest.NAME + ", so it was not written as one; delete it or choose another name");
            }
        }
    }

    private static ArrowShareException failure(Path target, IOException e) {
        return WriteFailure.isFullDisk(e)
                ? new StorageFullException("cannot write " + target + ": no space left", e)
                : new ArrowShareException("cannot write " + target + ": " + e, e);
    }

    /** Adds rows, in their order within each file. */
    public void append(Batch batch) {
        guarded(() -> {
            encoder.append(batch);
            rows += batch.rows();
        });
    }

    /**
     * Adds a row group that was encoded elsewhere, behind all rows of its folder that were appended before. The caller still closes it.
     */
    public void append(FolderRowGroup group) {
        guarded(() -> {
            encoder.encode(group.folder());
            part(group.folder()).append(group.group());
            rows += group.group().rows();
        });
    }

    /** Adds a row group for the folder itself, where its rows are not divided: see {@link #append(FolderRowGroup)}. */
    public void append(EncodedRowGroup group) {
        if (!layout.partitionColumns().isEmpty()) {
            throw new IllegalArgumentException(
                    "a row group that is encoded cannot be divided by " + layout.partitionColumns());
        }
        append(new FolderRowGroup("", group));
    }

    /** Takes over what the encoder gives. */
    private void put(FolderRowGroup group) {
        try (group) {
            part(group.folder()).append(group.group());
        } catch (IOException e) {
            throw failure(target, e);
        }
    }

    private FolderPart part(String folder) {
        folders.add(folder);
        return parts.computeIfAbsent(
                folder, path -> new FolderPart(draft.path(), path, encoder.encoder(), options, layout, manifest));
    }

    /** Has the manifest list files that were to be read for this folder and were left out because they are bad. */
    public void skipped(List<SkippedFile> files) {
        manifest.skipped(files);
    }

    /** Completes the files and moves the folder to its name. */
    public void commit() {
        guarded(() -> {
            encoder.encode(1);
            if (parts.isEmpty() && layout.partitionColumns().isEmpty()) {
                part("").begin();
            }
            for (FolderPart part : parts.values()) {
                part.commit();
            }
            manifest.write(draft.path());
            draft.publish();
            state = State.COMMITTED;
        });
    }

    /** The files that are complete; all of them after {@link #commit}. */
    public List<FolderFile> written() {
        return manifest.files();
    }

    /** Bytes of the files that are complete; of all after {@link #commit}. */
    public long bytes() {
        return manifest.bytes();
    }

    /** Rows appended so far. */
    public long rows() {
        return rows;
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /** After a step has failed there is no folder to complete any more. */
    private void guarded(Step step) {
        if (state == State.FAILED) {
            throw new IllegalStateException("writing " + target + " has failed before; nothing can follow");
        }
        if (state != State.OPEN) {
            throw new ClosedException("the Parquet folder " + target + " is closed");
        }
        boolean succeeded = false;
        try {
            step.run();
            succeeded = true;
        } catch (IOException e) {
            throw failure(target, e);
        } finally {
            state = succeeded ? state : State.FAILED;
        }
    }

    /** Lets go of everything; without a {@link #commit}, of the files as well. */
    @Override
    public void close() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        parts.values().forEach(FolderPart::close);
        encoder.close();
        try {
            draft.close();
        } catch (IOException e) {
            throw failure(target, e);
        }
    }
}
