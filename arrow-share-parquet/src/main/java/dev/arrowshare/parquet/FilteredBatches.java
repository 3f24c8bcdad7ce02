package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ClosedException;
import dev.arrowshare.error.InterruptedRunException;
import dev.arrowshare.memory.OpenResources;
import dev.arrowshare.parquet.page.InputChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a file that a filter keeps. They are decoded and filtered window by window; windows of which little is left are put
 * together until a batch has at least half of the rows that one usually has.
 */
final class FilteredBatches implements FileStream {
    private final InputChannel file;
    private final FilteredPlan plan;
    private final FilteredWindows windows;
    private final Schema schema;
    private final BufferAllocator allocator;
    private final int rowsWanted;
    private final int columnBytesLimit;
    private final FileTurn turn;
    private final OpenResources.Entry opened;
    private final List<FilteredWindow> gathered = new ArrayList<>();
    private final Deque<Batch> ready = new ArrayDeque<>();
    private int gatheredRows;
    /** Of windows that are gathered or ready: they count until they are handed out. */
    private long heldBytes;

    private @Nullable FilteredWindow following;
    private @Nullable Throwable failure;
    private boolean closed;

    private FilteredBatches(
            InputChannel file,
            FilteredPlan plan,
            FilteredRead read,
            int rowsWanted,
            FileTurn turn,
            BufferAllocator allocator) {
        this.file = file;
        this.turn = turn;
        this.plan = plan;
        this.schema = read.wanted().batchSchema();
        this.allocator = allocator;
        this.rowsWanted = rowsWanted;
        this.columnBytesLimit = DecodedBatches.columnBytesLimit(read.options());
        int windowRows = read.windowRows();
        this.windows = FilteredWindows.of(
                plan.parts(read.options().threads(), windowRows),
                part -> new FilteredRows(read, plan, part, file, allocator, windowRows, columnBytesLimit),
                read,
                turn.threads());
        this.opened = OpenResources.add("filtered Parquet stream of " + file.path());
    }

    static FilteredBatches open(FilteredRead read, FileTurn turn, BufferAllocator allocator) {
        InputChannel file = DecodedBatches.reopened(read.footer(), read.options());
        try {
            FilteredPlan plan = new FilteredPlan(read, file, allocator);
            plan.checkChunks();
            if (!file.isLocal()) {
                plan.readIndexes();
                file.readAhead(plan::planNext, turn.room(), turn.whenAsked(), allocator);
            }
            int rows =
                    RowRanges.of(read.footer(), read.wanted(), read.options()).rowsPerBatch();
            return new FilteredBatches(file, plan, read, rows, turn, allocator);
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    @Override
    public @Nullable Batch next() {
        requireUsable();
        try {
            while (ready.isEmpty() && gather()) {
                ready.addAll(assembled());
            }
            Batch next = ready.poll();
            if (ready.isEmpty()) {
                windows.letGo(heldBytes);
                heldBytes = 0;
            }
            return next;
        } catch (InterruptedRunException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        }
    }

    private void requireUsable() {
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (closed) {
            throw new ClosedException(file.path() + ": its stream of batches is closed");
        }
        // Before this thread touches the channel, which an interrupt would close.
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedRunException(file.path() + ": interrupted before its next batch");
        }
    }

    /** Takes windows until there are rows enough for a batch; false when there are none left. */
    private boolean gather() {
        while (gatheredRows < (rowsWanted + 1) / 2) {
            FilteredWindow next = following == null ? windows.next() : following;
            following = null;
            if (next == null) {
                break;
            }
            if (gatheredRows > 0 && gatheredRows + next.rows() > rowsWanted) {
                following = next;
                break;
            }
            gathered.add(next);
            heldBytes += next.bytes();
            gatheredRows += next.rows();
        }
        return gatheredRows > 0;
    }

    private List<Batch> assembled() {
        PendingBatch batch = new PendingBatch(gatheredRows, schema.getFields().size());
        long row = 0;
        for (FilteredWindow window : gathered) {
            for (int column = 0; column < window.columns().size(); column++) {
                batch.addAll(column, row, window.columns().get(column));
            }
            row += window.rows();
        }
        gathered.clear();
        gatheredRows = 0;
        return batch.toBatches(schema, allocator, columnBytesLimit);
    }

    @Override
    public SkippedRows skipped() {
        return plan.skipped();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        file.cancel();
        windows.close();
        gathered.forEach(FilteredWindow::close);
        gathered.clear();
        if (following != null) {
            following.close();
            following = null;
        }
        ready.forEach(Batch::close);
        ready.clear();
        opened.close();
        file.close();
        turn.close();
    }

    @Override
    public boolean isAsked() {
        return file.isAsked();
    }

    @Override
    public int rowsPerBatch() {
        return rowsWanted;
    }

    /** Bytes of the file that were read so far. */
    long bytesRead() {
        return file.bytesRead();
    }
}
