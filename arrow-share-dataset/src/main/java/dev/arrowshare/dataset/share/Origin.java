package dev.arrowshare.dataset.share;

import dev.arrowshare.ipc.ArrowFile;
import dev.arrowshare.parquet.SkippedRows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;

/** Where a shared file comes from: it was there, or it is being made. */
interface Origin {
    /** As users and messages know it. */
    String name();

    /** The columns, as a batch has them. */
    Schema schema();

    /** Waits for the end of the making where that is not known before. */
    long rows();

    /** Known at once. */
    default long rowsAtMost() {
        return rows();
    }

    /** What of the source a filter left out; complete when the file is. */
    default SkippedRows skipped() {
        return SkippedRows.NONE;
    }

    InputFile file();

    BlockFeed blocks();

    boolean isComplete();

    /** The complete file, waited for. */
    Path sealed();

    /** What finds the complete file again, and no other of its name. */
    default DatasetTicket ticket() {
        try (ArrowFile file = ArrowFile.open(sealed())) {
            return ticket(file);
        }
    }

    static DatasetTicket ticket(ArrowFile file) {
        return new DatasetTicket(file.path().toAbsolutePath().toString(), file.bytes(), file.fingerprint());
    }

    /** The file under the name by which a user may know it; none if it is temporary. */
    Optional<Path> knownPath();

    /** As {@link RunInput#identity}. */
    String identity();

    /** How long the making took so far. */
    Duration convertTime();

    /** When nobody uses it any more: stops the making, and deletes what is temporary. */
    void release();
}
