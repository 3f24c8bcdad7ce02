package dev.arrowshare.dataset.share;

import dev.arrowshare.dataset.work.BlockReader;
import dev.arrowshare.memory.MemoryBudget;
import dev.arrowshare.parquet.SkippedFile;
import dev.arrowshare.parquet.SkippedRows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What a run reads: a file that others may have mapped too, or Parquet that is decoded for this run alone.
 *
 * <p><b>Threads:</b> safe.
 */
public interface RunInput {
    /** The columns, as a batch has them. */
    Schema schema();

    /** Known at once, where a filter's rows are not counted yet. */
    long rowsAtMost();

    /** Where worker processes find the blocks; nowhere if their batches never leave this process. */
    Optional<InputFile> file();

    /** The Arrow file that the user named or will find, if it is one that exists for longer than this. */
    Optional<Path> knownPath();

    /** What of the source a filter left out; complete when all of it was read. */
    SkippedRows skipped();

    /** Files that were left out because they are bad. */
    List<SkippedFile> skippedFiles();

    /** What its reading may take, and runs that were given nothing else. */
    MemoryBudget memoryBudget();

    /** Bytes of the batches that were decoded for the run alone, so far. */
    long decodedBytes();

    /**
     * What it is made of, in each JVM the same: equal ones mean that the same blocks have the same rows. The file may have another name,
     * or not be complete.
     */
    String identity();

    /** Begins to use it. */
    Hold hold();

    /** One use of the input, which lasts until this is closed. */
    interface Hold extends AutoCloseable {
        /** As users and messages know it. */
        String name();

        /** How many columns there are. */
        int columns();

        BlockFeed blocks();

        /** How workers of this process get at the blocks. */
        BlockReader reader();

        /** This process's mapping of a file, made on first use and not to be closed; none where nothing is mapped. */
        Optional<MappedInput> mapping();

        /** Gives up a mapping that someone wrote to, if there is one; the next use maps afresh. */
        void dropIfWritten();

        /** Whether all blocks are there. */
        boolean isComplete();

        /** How long the making of the blocks took so far. */
        Duration convertTime();

        @Override
        void close();
    }
}
