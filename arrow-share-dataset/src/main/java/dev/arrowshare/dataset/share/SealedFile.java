package dev.arrowshare.dataset.share;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.ipc.ArrowFile;
import dev.arrowshare.ipc.BlockLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** A complete Arrow file. */
final class SealedFile implements Origin, BlockFeed {
    private final ArrowFile file;
    private final InputFile input;
    private final Runnable onRelease;
    private final String changed;

    /** One of the user's. Another program may write other values to the same places: its time counts, too. */
    SealedFile(ArrowFile file) {
        this(file, () -> {}, ", changed " + modified(file.path()));
    }

    private static String modified(Path path) {
        try {
            return Files.getLastModifiedTime(path).toString();
        } catch (IOException e) {
            throw new ArrowShareException(path + ": cannot tell when it was changed: " + e.getMessage(), e);
        }
    }

    /**
     * @param file taken over
     * @param onRelease deletes it, if it is temporary
     */
    SealedFile(ArrowFile file, Runnable onRelease) {
        this(file, onRelease, "");
    }

    private SealedFile(ArrowFile file, Runnable onRelease, String changed) {
        this.changed = changed;
        this.file = file;
        this.input = InputFile.sealed(file.path().toAbsolutePath());
        this.onRelease = onRelease;
    }

    @Override
    public String name() {
        return file.path().toString();
    }

    @Override
    public Schema schema() {
        return file.schema();
    }

    @Override
    public long rows() {
        return file.rows();
    }

    @Override
    public InputFile file() {
        return input;
    }

    @Override
    public BlockFeed blocks() {
        return this;
    }

    @Override
    public @Nullable BlockLocation await(int index, BooleanSupplier givenUp) {
        return index < file.batchCount() ? file.location(index) : null;
    }

    @Override
    public boolean isComplete() {
        return true;
    }

    @Override
    public Path sealed() {
        return file.path();
    }

    /** Of the file that was opened, whatever its path leads to by now. */
    @Override
    public DatasetTicket ticket() {
        return Origin.ticket(file);
    }

    @Override
    public String identity() {
        return SourceRecord.identity(file.metadata())
                .orElseGet(() -> "Arrow file of " + file.bytes() + " bytes, " + file.fingerprint() + changed);
    }

    @Override
    public Optional<Path> knownPath() {
        return Optional.of(file.path());
    }

    @Override
    public Duration convertTime() {
        return Duration.ZERO;
    }

    @Override
    public void release() {
        file.close();
        onRelease.run();
    }
}
