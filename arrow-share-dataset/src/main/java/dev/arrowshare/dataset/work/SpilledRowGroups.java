package dev.arrowshare.dataset.work;

import dev.arrowshare.ipc.publish.RunFolder;
import dev.arrowshare.parquet.EncodedRowGroup;
import dev.arrowshare.parquet.FolderRowGroup;
import dev.arrowshare.publish.Draft;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * A file for the row groups of one task that makes more of them than are to be held in memory. It has no name while it is used, so that
 * nothing is left of it.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class SpilledRowGroups implements Answer.RowGroups.Source {
    private static final Set<OpenOption> OPTIONS = Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);

    private final Path folder;
    private final FileChannel channel;
    private long end;

    SpilledRowGroups(RunFolder run) {
        this.folder = run.path();
        Path file = folder.resolve("spilled-" + System.identityHashCode(this) + "-" + System.nanoTime() + ".rowgroups");
        try {
            this.channel = FileChannel.open(file, OPTIONS, Draft.ownerOnly(file));
        } catch (IOException e) {
            throw FullDisk.failure(folder, "a file of row groups", 0, e);
        }
    }

    /** The same row group out of the file; closes the one that was given. */
    FolderRowGroup spill(FolderRowGroup rowGroup) {
        try (rowGroup) {
            long bytes = rowGroup.group().writeTo(channel, end);
            EncodedRowGroup read = EncodedRowGroup.read(channel, end, bytes);
            end += bytes;
            return new FolderRowGroup(rowGroup.folder(), read);
        } catch (IOException e) {
            throw FullDisk.failure(folder, "a row group", rowGroup.group().bytes(), e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the file of row groups", e);
        }
    }
}
