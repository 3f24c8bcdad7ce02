package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ClosedException;
import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.error.InterruptedRunException;
import dev.arrowshare.memory.MemoryBudget;
import dev.arrowshare.memory.OpenResources;
import dev.arrowshare.parquet.decode.Segment;
import dev.arrowshare.parquet.page.ChunkLocation;
import dev.arrowshare.parquet.page.ColumnNode;
import dev.arrowshare.parquet.page.ColumnSelection;
import dev.arrowshare.parquet.page.FileRange;
import dev.arrowshare.parquet.page.Footer;
import dev.arrowshare.parquet.page.InputChannel;
import dev.arrowshare.parquet.page.LeafColumn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Decodes lanes (see {@link Lane}) on several threads, or on the caller's, and puts their segments together to batches, in order.
 *
 * <p>An idle thread takes the lane that is furthest behind. It may run ahead of the batch that is asked for next as long as the bytes
 * that wait, and those that are expected of what is being decoded, leave two thirds of the memory budget to others; lanes of that batch
 * itself always may go on, so there is no standstill. One lock guards all but the decoding.
 */
final class DecodedBatches implements FileStream {
    /** Where a usual batch is cut although it has fewer rows than usual. */
    private static final int USUAL_COLUMN_BYTES = 64 << 20;

    /** Of what may be read ahead, this part may be still compressed, where the file is not local. */
    private static final int COMPRESSED_SHARE = 4;

    private static final int LEAST_COLUMN_BYTES = 1 << 20;

    /** When to look again whether others have let go of the budget: they do not tell. */
    private static final long OTHERS_MILLIS = 20;

    private final InputChannel file;
    private final Schema schema;
    private final RowRanges ranges;
    private final BufferAllocator allocator;
    private final int columnCount;
    private final long readAheadBytes;
    private final MemoryBudget.Share memory;
    private final int columnBytesLimit;
    private final OptionalLong bytesPerBatch;
    private final OpenResources.Entry opened;
    private final List<Lane> lanes = new ArrayList<>();
    private final List<Thread> workers = new ArrayList<>();
    private final Deque<Batch> ready = new ArrayDeque<>();

    private final Object lock = new Object();
    private final PriorityQueue<Lane> idle = new PriorityQueue<>(Lane.ORDER);
    private final Map<Long, PendingBatch> pending = new HashMap<>();
    private long head;
    private long waitingBytes;
    /** Of batches that are ready, in {@link #waitingBytes} no more. */
    private long readyBytes;

    private @Nullable Throwable failure;
    private boolean closed;

    private DecodedBatches(
            InputChannel file,
            Footer footer,
            ColumnSelection selection,
            ParquetReadOptions options,
            long rowsBefore,
            BufferAllocator allocator) {
        this.file = file;
        this.schema = selection.batchSchema();
        this.ranges = RowRanges.of(footer, selection, options).behind(rowsBefore);
        this.allocator = allocator;
        this.columnCount = selection.columns().size();
        this.readAheadBytes = options.readAheadBytes();
        this.bytesPerBatch = options.bytesPerBatch();
        this.columnBytesLimit = columnBytesLimit(options);
        this.memory = options.memoryBudget().open();
        this.opened = OpenResources.add("Parquet stream of " + file.path());
        addLanes(footer, selection, options.threads());
    }

    static int columnBytesLimit(ParquetReadOptions options) {
        long part = Math.max(LEAST_COLUMN_BYTES, options.memoryBudget().part(16));
        long usual = options.rowsPerBatch().isPresent() ? Integer.MAX_VALUE : Math.min(USUAL_COLUMN_BYTES, part);
        long limit = options.bytesPerBatch().orElse(usual);
        return (int) Math.min(options.columnBytesLimit(), limit);
    }

    /** @param rowsBefore of other files, so that batches end where they do when all files are one */
    static DecodedBatches open(
            Footer footer,
            ColumnSelection selection,
            ParquetReadOptions options,
            long rowsBefore,
            BufferAllocator allocator) {
        InputChannel file = reopened(footer, options);
        try {
            checkChunks(footer, selection);
            if (!file.isLocal()) {
                long ahead = Math.min(
                        options.readAheadBytes() / COMPRESSED_SHARE,
                        options.memoryBudget().part(2 * COMPRESSED_SHARE));
                file.readAhead(ranges(footer, selection), ahead, allocator);
            }
            DecodedBatches batches = new DecodedBatches(file, footer, selection, options, rowsBefore, allocator);
            batches.start(options.threads());
            return batches;
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /** The file of a footer, opened to read its pages. */
    static InputChannel reopened(Footer footer, ParquetReadOptions options) {
        InputChannel file = InputChannel.open(footer.path(), options.pageChecks());
        if (file.size() != footer.fileBytes()) {
            long bytes = file.size();
            file.close();
            throw new CorruptFileException(footer.path() + ": has " + bytes + " bytes, it had " + footer.fileBytes()
                    + " when it was opened; was it replaced?");
        }
        return file;
    }

    /** What cannot be read is refused before anything is. */
    private static void checkChunks(Footer footer, ColumnSelection selection) {
        for (int rowGroup = 0; rowGroup < footer.rowGroupCount(); rowGroup++) {
            for (LeafColumn column : selection.leaves()) {
                footer.chunk(rowGroup, column);
            }
        }
    }

    private static List<FileRange> ranges(Footer footer, ColumnSelection selection) {
        List<FileRange> ranges = new ArrayList<>();
        for (int rowGroup = 0; rowGroup < footer.rowGroupCount(); rowGroup++) {
            for (LeafColumn column : selection.leaves()) {
                ChunkLocation chunk = footer.chunk(rowGroup, column);
                ranges.add(new FileRange(rowGroup, chunk.offset(), chunk.limit()));
            }
        }
        return ranges;
    }

    private void addLanes(Footer footer, ColumnSelection selection, int threads) {
        int wanted = columnCount >= threads ? 1 : (threads + columnCount - 1) / Math.max(1, columnCount);
        int lanesAColumn = Math.max(1, Math.min(wanted, ranges.rowGroups()));
        for (int column = 0; column < columnCount; column++) {
            ColumnNode node = selection.columns().get(column);
            // A dictionary grows in the order of the file.
            boolean hasDictionary = node.leaves().stream().anyMatch(leaf -> leaf.dictionary() != null);
            int stride = hasDictionary ? 1 : lanesAColumn;
            for (int first = 0; first < stride && first < ranges.rowGroups(); first++) {
                add(new Lane(footer, ranges, node, column, first, stride, file, allocator, columnBytesLimit));
            }
        }
    }

    private void add(Lane lane) {
        lanes.add(lane);
        memory.hold(lane.scratchBytes());
        if (!lane.isFinished()) {
            idle.add(lane);
        }
    }

    private void start(int threads) {
        int count = Math.min(threads, lanes.size());
        for (int i = 0; threads > 1 && i < count; i++) {
            Thread worker = new Thread(this::work, "arrow-share parquet " + i);
            worker.setDaemon(true);
            workers.add(worker);
        }
        workers.forEach(Thread::start);
    }

    @Override
    public @Nullable Batch next() {
        Batch first = ready.poll();
        if (first != null) {
            return first;
        }
        synchronized (lock) {
            requireUsable();
            if (head == ranges.batches()) {
                return null;
            }
        }
        // Before this thread touches the channel, which an interrupt would close.
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedRunException(file.path() + ": interrupted before its next batch");
        }
        if (workers.isEmpty()) {
            decodeHead();
        }
        memory.letGo(readyBytes);
        PendingBatch complete = takeHead();
        readyBytes = complete.bytes();
        ready.addAll(assembled(complete));
        if (ready.size() == 1) {
            memory.letGo(readyBytes);
            readyBytes = 0;
        }
        return ready.poll();
    }

    private List<Batch> assembled(PendingBatch complete) {
        try {
            List<Batch> batches = complete.assembled(schema, allocator, columnBytesLimit);
            return bytesPerBatch.isEmpty() ? batches : RowBytes.cut(batches, bytesPerBatch.getAsLong());
        } catch (RuntimeException | Error e) {
            complete.close();
            synchronized (lock) {
                failure = e;
            }
            throw e;
        }
    }

    /** Decodes on this thread until the next batch is complete. */
    private void decodeHead() {
        while (true) {
            Lane lane;
            synchronized (lock) {
                if (failure != null || headBatch().isComplete()) {
                    return;
                }
                lane = begun(idle.remove());
            }
            step(lane);
        }
    }

    private PendingBatch takeHead() {
        synchronized (lock) {
            while (failure == null && !headBatch().isComplete()) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedRunException(file.path() + ": interrupted while waiting for a batch", e);
                }
            }
            requireUsable();
            PendingBatch complete = headBatch();
            pending.remove(head);
            head++;
            waitingBytes -= complete.bytes();
            lock.notifyAll();
            return complete;
        }
    }

    private PendingBatch headBatch() {
        return pendingBatch(head);
    }

    private PendingBatch pendingBatch(long batch) {
        return pending.computeIfAbsent(batch, index -> new PendingBatch(ranges.rowsOf(index), columnCount));
    }

    private void requireUsable() {
        Throwable cause = failure;
        if (cause instanceof RuntimeException exception) {
            throw exception;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        if (closed) {
            throw new ClosedException(file.path() + ": its stream of batches is closed");
        }
    }

    private void work() {
        for (Lane lane = take(); lane != null; lane = take()) {
            step(lane);
        }
    }

    /** The lane to decode next, when there is one and room for it; null when there is nothing more to do. */
    private @Nullable Lane take() {
        synchronized (lock) {
            while (!closed && failure == null) {
                Lane next = idle.peek();
                if (next != null && (next.batch() == head || mayGoAhead(next))) {
                    return begun(idle.remove());
                }
                try {
                    lock.wait(memory.isWithOthers() ? OTHERS_MILLIS : 0);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    failure = new InterruptedRunException(file.path() + ": a decoding thread was interrupted", e);
                    lock.notifyAll();
                }
            }
            return null;
        }
    }

    private boolean mayGoAhead(Lane lane) {
        return waitingBytes < readAheadBytes && memory.hasRoomAhead(lane.expectedBytes());
    }

    /** What a lane will add counts before it is there. */
    private Lane begun(Lane lane) {
        waitingBytes += lane.expectedBytes();
        memory.hold(lane.expectedBytes());
        return lane;
    }

    private void step(Lane lane) {
        long row = lane.row();
        long batch = lane.batch();
        long expected = lane.expectedBytes();
        try {
            Segment segment = lane.step();
            synchronized (lock) {
                PendingBatch target = pendingBatch(batch);
                target.add(lane.column(), row, segment);
                waitingBytes += segment.bytes() - expected;
                memory.hold(segment.bytes() - expected);
                if (!lane.isFinished()) {
                    idle.add(lane);
                }
                lock.notifyAll();
            }
        } catch (RuntimeException | Error e) {
            synchronized (lock) {
                failure = failure == null ? e : failure;
                lock.notifyAll();
            }
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            lock.notifyAll();
        }
        file.cancel();
        join(workers);
        pending.values().forEach(PendingBatch::close);
        pending.clear();
        ready.forEach(Batch::close);
        ready.clear();
        lanes.forEach(Lane::close);
        memory.close();
        opened.close();
        file.close();
    }

    /** Workers use the lanes' memory, so that it cannot be freed before they have stopped. */
    static void join(List<Thread> workers) {
        boolean interrupted = false;
        for (Thread worker : workers) {
            while (worker.isAlive()) {
                try {
                    worker.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public int rowsPerBatch() {
        return ranges.rowsPerBatch();
    }

    /** Bytes of the file that were read so far. */
    long bytesRead() {
        return file.bytesRead();
    }
}
