package dev.arrowshare.dataset.share;

import dev.arrowshare.dataset.work.BlockReader;
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
public final class SharedFile implements RunInput, AutoCloseable {
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
        return new SharedFile(new SealedFile(ArrowFile.open(arrowFile.toAbsolutePath())));
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
        return convert(ParquetInputs.open(sources, options));
    }

    static SharedFile convert(ParquetInputs inputs) {
        return new SharedFile(Conversion.toTemporaryFile(inputs), inputs.skippedFiles(), inputs.memoryBudget());
    }

    /** Attaches to the Arrow file if it was made of these sources with these options, else begins to make it. */
    public static SharedFile convert(List<Path> sources, ParquetReadOptions options, Path arrowFile) {
        ParquetInputs inputs = ParquetInputs.open(sources, options);
        Path target = arrowFile.toAbsolutePath();
        ArrowFile made = SourceRecord.findMadeOf(inputs, target);
        Origin origin = made == null ? Conversion.to(inputs, target) : new SealedFile(made);
        return new SharedFile(origin, inputs.skippedFiles(), options.memoryBudget());
    }

    @Override
    public Schema schema() {
        requireOpen();
        return origin.schema();
    }

    public long rows() {
        requireOpen();
        return origin.rows();
    }

    @Override
    public long rowsAtMost() {
        requireOpen();
        return origin.rowsAtMost();
    }

    @Override
    public SkippedRows skipped() {
        return origin.skipped();
    }

    @Override
    public List<SkippedFile> skippedFiles() {
        return skippedFiles;
    }

    @Override
    public MemoryBudget memoryBudget() {
        return memoryBudget;
    }

    @Override
    public Optional<InputFile> file() {
        requireOpen();
        return Optional.of(origin.file());
    }

    @Override
    public String identity() {
        requireOpen();
        return origin.identity();
    }

    /** Its batches were decoded for whoever reads the file. */
    @Override
    public long decodedBytes() {
        return 0;
    }

    @Override
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
    @Override
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
    public final class Hold implements RunInput.Hold {
        private boolean over;

        private Hold() {}

        @Override
        public String name() {
            return origin.name();
        }

        @Override
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

        @Override
        public int columns() {
            return origin.schema().getFields().size();
        }

        @Override
        public BlockReader reader() {
            return mapped();
        }

        /** All holds share it. */
        @Override
        public Optional<MappedInput> mapping() {
            return Optional.of(mapped());
        }

        private MappedInput mapped() {
            return SharedFile.this.mapping();
        }

        @Override
        public void dropIfWritten() {
            synchronized (SharedFile.this) {
                if (mapping != null && mapping.dirtyBytes() > 0) {
                    drop();
                }
            }
        }

        @Override
        public boolean isComplete() {
            return origin.isComplete();
        }

        @Override
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
