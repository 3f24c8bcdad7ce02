package dev.arrowshare.dataset.share;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.ClosedException;
import dev.arrowshare.ipc.ArrowFile;
import dev.arrowshare.memory.MemoryBudget;
import dev.arrowshare.memory.OpenResources;
import dev.arrowshare.parquet.ParquetReadOptions;
import dev.arrowshare.parquet.SkippedFile;
import dev.arrowshare.parquet.SkippedRows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The Arrow file of a dataset, this process's mapping of it, and who uses both.
 *
 * <pre>{@code
 * try (SharedFile.Hold hold = file.hold()) {
 *     hold.mapped().read(hold.blocks().await(0, () -> false), List.of(), allocator);
 * }
 * }</pre>
 *
 * <p><b>Threads:</b> safe.
 *
 * <p><b>Ownership:</b> the creator closes it; what is temporary is deleted when the last hold has gone as well.
 *
 * <p><b>Errors:</b> {@link ClosedException} from everything after {@link #close}.
 */
public final class SharedFile implements AutoCloseable {
    private final Origin origin;
    private final List<SkippedFile> skippedFiles;
    private final MemoryBudget memoryBudget;
    private final OpenResources.Entry opened;
    private @Nullable MappedInput mapping;
    private int holders = 1;
    private boolean closed;

    private SharedFile(Origin origin) {
        this(origin, List.of(), MemoryBudget.ofMachine());
    }

    private SharedFile(Origin origin, List<SkippedFile> skippedFiles, MemoryBudget memoryBudget) {
        this.origin = origin;
        this.memoryBudget = memoryBudget;
        this.skippedFiles = skippedFiles;
        this.opened = OpenResources.add("shared dataset " + origin.name());
    }

    /** An Arrow file of the user's. */
    public static SharedFile open(Path arrowFile) {
        return new SharedFile(new SealedFile(ArrowFile.open(arrowFile.toAbsolutePath()), () -> {}));
    }

    /** The file of a ticket, if it is still that one. */
    public static SharedFile open(DatasetTicket ticket) {
        SharedFile file = open(Path.of(ticket.file()));
        try {
            file.requireSame(ticket);
            return file;
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    private void requireSame(DatasetTicket ticket) {
        if (!ticket().equals(ticket)) {
            throw new ArrowShareException(
                    ticket.file() + ": another file has taken the place of the one that was shared: " + ticket()
                            + " instead of " + ticket);
        }
    }

    /** An Arrow file that is deleted when it is no longer used. */
    public static SharedFile temporary(ArrowFile file, Runnable delete) {
        return new SharedFile(new SealedFile(file, delete));
    }

    /** Begins to convert Parquet files to a temporary Arrow file. */
    public static SharedFile convert(List<Path> sources, ParquetReadOptions options) {
        ParquetInputs inputs = ParquetInputs.open(sources, options);
        return new SharedFile(Conversion.toTemporaryFile(inputs), inputs.skippedFiles(), options.memoryBudget());
    }

    /** Attaches to the Arrow file if it was made of these sources with these options, else begins to make it. */
    public static SharedFile convert(List<Path> sources, ParquetReadOptions options, Path arrowFile) {
        ParquetInputs inputs = ParquetInputs.open(sources, options);
        Path target = arrowFile.toAbsolutePath();
        ArrowFile made = SourceRecord.findMadeOf(inputs, target);
        Origin origin = made == null ? Conversion.to(inputs, target) : new SealedFile(made, () -> {});
        return new SharedFile(origin, inputs.skippedFiles(), options.memoryBudget());
    }

    public Schema schema() {
        requireOpen();
        return origin.schema();
    }

    public long rows() {
        requireOpen();
        return origin.rows();
    }

    /** Known at once, where a filter's rows are not counted yet. */
    public long rowsAtMost() {
        requireOpen();
        return origin.rowsAtMost();
    }

    /** What of the source a filter left out; complete when the conversion is. */
    public SkippedRows skipped() {
        return origin.skipped();
    }

    /** Files that were left out because they are bad. */
    public List<SkippedFile> skippedFiles() {
        return skippedFiles;
    }

    /** What the conversion may take, and runs that were given nothing else. */
    public MemoryBudget memoryBudget() {
        return memoryBudget;
    }

    /** Where a run finds the blocks. */
    public InputFile input() {
        requireOpen();
        return origin.file();
    }

    /** The file that the user named or will find, if it is one that exists for longer than this. */
    public Optional<Path> knownPath() {
        return origin.knownPath();
    }

    /** The complete file, waited for. */
    public Path path() {
        try (Hold hold = hold()) {
            return hold.sealed();
        }
    }

    /** Waits for the complete file. */
    public DatasetTicket ticket() {
        try (Hold hold = hold()) {
            return hold.ticket();
        }
    }

    /** Uses the file for a while. */
    public synchronized Hold hold() {
        requireOpen();
        holders++;
        return new Hold();
    }

    private synchronized void requireOpen() {
        if (closed) {
            throw new ClosedException("the shared dataset " + origin.name() + " is closed");
        }
    }

    private synchronized MappedInput mapping() {
        MappedInput mapped = mapping;
        if (mapped == null) {
            mapped = MappedInput.open(origin.file());
            mapping = mapped;
        }
        return mapped;
    }

    private synchronized void drop() {
        if (mapping != null) {
            mapping.close();
            mapping = null;
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        opened.close();
        letGo();
    }

    private void letGo() {
        synchronized (this) {
            holders--;
            if (holders > 0) {
                return;
            }
        }
        drop();
        origin.release();
    }

    /** One use of the file. It stays until this is closed. */
    public final class Hold implements AutoCloseable {
        private boolean over;

        private Hold() {}

        public String name() {
            return origin.name();
        }

        public BlockFeed blocks() {
            return origin.blocks();
        }

        DatasetTicket ticket() {
            return origin.ticket();
        }

        /** The complete file, waited for. */
        Path sealed() {
            return origin.sealed();
        }

        /** How many columns there are. */
        public int columns() {
            return origin.schema().getFields().size();
        }

        /** This process's mapping, made on first use and shared by all holds. Not to be closed. */
        public MappedInput mapped() {
            return mapping();
        }

        /** Whether there is a mapping yet. */
        public boolean isMapped() {
            synchronized (SharedFile.this) {
                return mapping != null;
            }
        }

        /** Gives up a mapping that someone wrote to; the next use maps afresh. */
        public void dropMapping() {
            drop();
        }

        /** Whether all blocks are written. */
        public boolean isComplete() {
            return origin.isComplete();
        }

        public Duration convertTime() {
            return origin.convertTime();
        }

        @Override
        public void close() {
            synchronized (this) {
                if (over) {
                    return;
                }
                over = true;
            }
            letGo();
        }
    }
}
