package dev.arrowshare.dataset.share;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.work.BlockReader;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.ipc.ArrowFile;
import dev.arrowshare.ipc.BlockLocation;
import dev.arrowshare.ipc.GrowingArrowFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/**
 * An input file as this process has mapped it. Finds it under either of its names.
 *
 * <pre>{@code
 * try (MappedInput input = MappedInput.open(plan.input());
 *         Batch batch = input.read(block, List.of("fare"), allocator)) { … }
 * }</pre>
 *
 * <p><b>Threads:</b> safe.
 *
 * <p><b>Ownership:</b> the caller closes it; the mapping lives until the last batch from it is closed.
 *
 * <p><b>Errors:</b> those of {@link GrowingArrowFile}.
 */
public final class MappedInput implements BlockReader, AutoCloseable {
    private final GrowingArrowFile file;
    private final InputFile names;

    private MappedInput(GrowingArrowFile file, InputFile names) {
        this.file = file;
        this.names = names;
    }

    /** Opens the file and reads its schema, but no block; refuses a file that has taken its place. */
    public static MappedInput open(InputFile names) {
        GrowingArrowFile file = follow(names);
        try {
            MappedInput input = new MappedInput(file, names);
            input.requireSame();
            return input;
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    private void requireSame() {
        if (!names.isThere()) {
            throw new ArrowShareException(
                    names.sealedAs() + ": another file has taken the place of the one that was shared");
        }
    }

    /** The file may get its other name between any two lines. */
    private static GrowingArrowFile follow(InputFile names) {
        Path growing = Path.of(names.writtenAs());
        Path sealed = Path.of(names.sealedAs());
        if (growing.equals(sealed) || !Files.exists(growing)) {
            return ArrowFile.follow(sealed);
        }
        try {
            return ArrowFile.follow(growing);
        } catch (ArrowShareException e) {
            if (Files.exists(growing)) {
                throw e;
            }
            return ArrowFile.follow(sealed);
        }
    }

    @Override
    public Batch read(BlockLocation block, List<String> columns, BufferAllocator allocator) {
        return columns.isEmpty() ? file.batch(block, allocator) : file.batch(block, columns, allocator);
    }

    @Override
    public Batch empty(List<String> columns, BufferAllocator allocator) {
        Batch all = EmptyBatch.of(file.schema(), file.declaredSchema(), allocator);
        if (columns.isEmpty()) {
            return all;
        }
        try (all) {
            return all.select(columns);
        }
    }

    @Override
    public String name() {
        return names.sealedAs();
    }

    /** So many bytes may stay mapped after their last reader; the rest is let go of when more is asked for. */
    public void keepMapped(long bytes) {
        file.keepMapped(bytes);
    }

    /** Where in the file these bytes of this process's memory are; -1 when they are not mapped from it. */
    public long offsetOf(long address, long bytes) {
        return file.offsetOf(address, bytes);
    }

    /** Those bytes of the file, mapped; counted once, for the caller to release. */
    public ArrowBuf buffer(long offset, long bytes) {
        return file.buffer(offset, bytes);
    }

    /** Notes that a batch has rows of this file, where another program wrote that. */
    public Batch markUnchecked(Batch batch, String name) {
        return file.markUnchecked(batch, name);
    }

    /** Under which of its names the file is found now. */
    public Path path() {
        Path growing = Path.of(names.writtenAs());
        return Files.exists(growing) ? growing : Path.of(names.sealedAs());
    }

    /** Bytes of this process's mapping that were written to; 0 unless a mapper is wrong, or where the platform does not tell. */
    public long dirtyBytes() {
        return Math.max(0, file.dirtyBytes());
    }

    /** Of each of those blocks, the columns that this process wrote to, with the bytes of their written pages. */
    public List<Map<String, Long>> dirtyColumns(List<BlockLocation> blocks) {
        return file.dirtyColumns(blocks);
    }

    @Override
    public void close() {
        file.close();
    }
}
