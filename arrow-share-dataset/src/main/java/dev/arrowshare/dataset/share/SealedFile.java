package dev.arrowshare.dataset.share;

import dev.arrowshare.ipc.ArrowFile;
import dev.arrowshare.ipc.BlockLocation;
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

    /**
     * @param file taken over
     * @param onRelease deletes it, if it is temporary
     */
    SealedFile(ArrowFile file, Runnable onRelease) {
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
