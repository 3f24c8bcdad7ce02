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
 * <p>An idle one of the {@link DecodingThreads} takes the lane that is furthest behind. It may run ahead of the batch that is asked for
 * next as long as the bytes that wait, and those that are expected of what is being decoded, leave two thirds of the memory budget to
 * others; lanes of that batch itself always may go on, so there is no standstill. One lock guards all but the decoding.
 */
final class DecodedBatches implements FileStream, DecodingThreads.Work {
    /** Where a usual batch is cut although it has fewer rows than usual. */
    private static final int USUAL_COLUMN_BYTES = 64 << 20;

    private static final int LEAST_COLUMN_BYTES = 1 << 20;

    private final InputChannel file;
    private final Schema schema;
    private final RowRanges ranges;
    private final BufferAllocator allocator;
    private final int columnCount;
    private final FileTurn turn;
    private final DecodingThreads threads;
    private final MemoryBudget.Share memory;
    private final int columnBytesLimit;
    private final OptionalLong bytesPerBatch;
    private final OpenResources.Entry opened;
    private final List<Lane> lanes = new ArrayList<>();
    private final Deque<Batch> ready = new ArrayDeque<>();

    private final Object lock;
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
            FileTurn turn,
            BufferAllocator allocator) {
        this.file = file;
        this.turn = turn;
        this.threads = turn.threads();
        this.lock = threads.lock();
        this.schema = selection.batchSchema();
        this.ranges = RowRanges.of(footer, selection, options).behind(turn.rowsBefore());
        this.allocator = allocator;
        this.columnCount = selection.columns().size();
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

    static DecodedBatches open(
            Footer footer,
            ColumnSelection selection,
            ParquetReadOptions options,
            FileTurn turn,
            BufferAllocator allocator) {
        InputChannel file = reopened(footer, options);
        try {
            checkChunks(footer, selection);
            if (!file.isLocal()) {
                file.readAhead(ranges(footer, selection), turn.room(), turn.whenAsked(), allocator);
            }
            DecodedBatches batches = new DecodedBatches(file, footer, selection, options, turn, allocator);
            batches.threads.add(batches, batches.lanes.size());
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
        if (threads.areNone()) {
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

    @Override
    public @Nullable Runnable begin(boolean isFirst) {
        Lane next = closed || failure != null ? null : idle.peek();
        boolean isWanted = next != null && isFirst && next.batch() == head;
        if (next == null || !(isWanted || threads.mayGoAhead(this, next.expectedBytes()))) {
            return null;
        }
        Lane lane = begun(idle.remove());
        return () -> step(lane);
    }

    @Override
    public long waitingBytes() {
        return waitingBytes;
    }

    @Override
    public MemoryBudget.Share memory() {
        return memory;
    }

    @Override
    public void fail(RuntimeException cause) {
        failure = failure == null ? cause : failure;
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
                if (batch == head && target.isComplete()) {
                    lock.notifyAll();
                } else {
                    threads.stepsMayBePossible();
                }
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
        threads.remove(this);
        pending.values().forEach(PendingBatch::close);
        pending.clear();
        ready.forEach(Batch::close);
        ready.clear();
        lanes.forEach(Lane::close);
        memory.close();
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
        return ranges.rowsPerBatch();
    }

    /** Bytes of the file that were read so far. */
    long bytesRead() {
        return file.bytesRead();
    }
}
