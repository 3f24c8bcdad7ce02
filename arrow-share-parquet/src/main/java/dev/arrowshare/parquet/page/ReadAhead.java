package dev.arrowshare.parquet.page;

import dev.arrowshare.error.ClosedException;
import dev.arrowshare.error.InterruptedRunException;
import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.ReadBlock.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Reads what will be needed of a file that is far away, by a few requests at once, and keeps it until it is taken.
 *
 * <p>Blocks are read in the order in which they are needed while there is room for them. A thread that needs one which nobody has begun
 * reads it itself, whatever room there is, so that there is no standstill. Each byte of the planned ranges is taken or skipped once; a
 * block of which nothing is left to take is freed.
 *
 * <p><b>Threads:</b> safe.
 *
 * <p><b>Ownership:</b> {@link #close} frees what was not taken. Nobody may be reading then.
 */
final class ReadAhead implements AutoCloseable {
    /** How many are on their way at once. */
    static final int REQUESTS = 4;

    /** Reads a range of the file, all of it. */
    @FunctionalInterface
    interface Request {
        void read(long position, long address, int bytes);
    }

    private final Request request;
    private final String file;
    private final BufferAllocator allocator;
    private final ReadRoom room;
    private final Runnable whenAsked;
    private final TreeMap<Long, ReadBlock> blocks = new TreeMap<>();
    private final Queue<ReadBlock> planned =
            new PriorityQueue<>(Comparator.comparingDouble(ReadBlock::need).thenComparingLong(block -> block.begin));
    private final @Nullable BooleanSupplier planning;
    private boolean isPlanning;
    private final List<Thread> threads = new ArrayList<>();
    private boolean isAsked;
    private boolean stopped;

    /**
     * @param planning adds more ranges, when those that are known are being read and half of the room is left; false when there will be no
     *     more but those that somebody needs at once
     * @param whenAsked called once all is being read, or was
     */
    ReadAhead(
            Request request,
            String file,
            List<FileRange> ranges,
            @Nullable BooleanSupplier planning,
            ReadRoom room,
            Runnable whenAsked,
            BufferAllocator allocator) {
        this.request = request;
        this.file = file;
        this.allocator = allocator;
        this.room = room;
        this.whenAsked = whenAsked;
        this.planning = planning;
        this.isAsked = ranges.isEmpty() && planning == null;
        add(ranges);
    }

    void start() {
        // One more than there are blocks finds that nothing is left while these are on their way.
        for (int i = 0; i < (planning == null ? Math.min(REQUESTS, planned.size() + 1) : REQUESTS); i++) {
            Thread thread = new Thread(this::work, "arrow-share read ahead " + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    private void work() {
        for (Runnable step = nextStep(); step != null; step = nextStep()) {
            step.run();
        }
        noteAsked();
    }

    private void noteAsked() {
        if (askedNow()) {
            whenAsked.run();
        }
    }

    /** Will be read or skipped soon, each byte once. What is being read already is not asked for again. */
    void add(List<FileRange> ranges) {
        synchronized (room) {
            blocks.values().removeIf(block -> block.state == State.DONE || block.state == State.FAILED);
            List<FileRange> more = new ArrayList<>();
            ranges.forEach(range -> addUncovered(range, more));
            for (ReadBlock block : ReadPlan.of(more, room.bytes(), blocks)) {
                blocks.put(block.begin, block);
                planned.add(block);
            }
            room.notifyAll();
        }
    }

    /** Adds what no block has. */
    private void addUncovered(FileRange range, List<FileRange> more) {
        long at = range.begin();
        while (at < range.end()) {
            Map.Entry<Long, ReadBlock> entry = blocks.floorEntry(at);
            ReadBlock block = entry == null || at >= entry.getValue().end ? null : entry.getValue();
            long end = Math.min(range.end(), block == null ? nextBegin(at) : block.end);
            FileRange part = new FileRange(range.rowGroup(), at, end);
            if (block == null) {
                more.add(part);
            } else {
                block.add(part);
            }
            at = end;
        }
    }

    private boolean askedNow() {
        synchronized (room) {
            boolean isNow = !isAsked && !stopped;
            isAsked = true;
            return isNow;
        }
    }

    boolean isAsked() {
        synchronized (room) {
            return isAsked;
        }
    }

    /** What to do next, once there is room for it; null when there is no more to do. */
    private @Nullable Runnable nextStep() {
        synchronized (room) {
            try {
                while (!stopped && (planning != null || !planned.isEmpty())) {
                    Runnable step = possibleStep();
                    if (step != null) {
                        return step;
                    }
                    if (!dropBegun()) {
                        room.wait();
                    }
                }
                return null;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedRunException(file + ": interrupted while reading it", e);
            }
        }
    }

    /** Drops the next block if whoever needed it has begun it; false if not. */
    private boolean dropBegun() {
        ReadBlock next = planned.peek();
        if (next == null || next.state == State.PLANNED) {
            return false;
        }
        planned.remove();
        return true;
    }

    private @Nullable Runnable possibleStep() {
        ReadBlock next = planned.peek();
        if (next == null) {
            boolean isTime = !isAsked && !isPlanning && room.has(room.bytes() / 2);
            isPlanning |= isTime;
            return isTime ? this::plan : null;
        }
        if (next.state != State.PLANNED || !hasRoom(next)) {
            return null;
        }
        planned.remove();
        begin(next);
        return () -> fill(next);
    }

    private void plan() {
        boolean isMore = false;
        try {
            isMore = planning != null && planning.getAsBoolean();
        } catch (RuntimeException | Error e) {
            // Whoever decodes comes to the same place, and says so in the file's order.
            isMore = false;
        }
        if (!isMore) {
            noteAsked();
        }
        synchronized (room) {
            isPlanning = false;
            room.notifyAll();
        }
    }

    private boolean hasRoom(ReadBlock block) {
        return room.has(block.bytes());
    }

    private void begin(ReadBlock block) {
        block.state = State.READING;
        room.hold(block.bytes());
    }

    private void fill(ReadBlock block) {
        ArrowBuf memory = null;
        try {
            memory = allocator.buffer(block.bytes());
            request.read(block.begin, memory.memoryAddress(), block.bytes());
            finish(block, memory);
        } catch (RuntimeException | Error e) {
            if (memory != null) {
                memory.close();
            }
            fail(block, e);
        }
    }

    private void finish(ReadBlock block, ArrowBuf memory) {
        synchronized (room) {
            block.memory = memory;
            block.state = State.READY;
            freeIfOver(block);
            room.notifyAll();
        }
    }

    private void fail(ReadBlock block, Throwable e) {
        synchronized (room) {
            block.failure = e;
            block.state = State.FAILED;
            room.letGo(block.bytes());
            room.notifyAll();
        }
    }

    /** Copies a range of the file, planned or not. */
    void read(long position, long address, int bytes) {
        for (int done = 0; done < bytes; ) {
            long at = position + done;
            int left = bytes - done;
            ReadBlock block = used(at);
            if (block == null) {
                int step = (int) Math.min(left, nextBegin(at) - at);
                request.read(at, address + done, step);
                done += step;
            } else {
                int step = (int) Math.min(left, block.end - at);
                copy(block, at, address + done, step);
                done += step;
            }
        }
    }

    private long nextBegin(long position) {
        synchronized (room) {
            Long next = blocks.higherKey(position);
            return next == null ? Long.MAX_VALUE : next;
        }
    }

    /** The block with that byte, read, which cannot be freed before it is released; null when there is none. */
    private @Nullable ReadBlock used(long position) {
        ReadBlock own;
        synchronized (room) {
            Map.Entry<Long, ReadBlock> entry = blocks.floorEntry(position);
            if (entry == null || position >= entry.getValue().end) {
                return null;
            }
            ReadBlock block = entry.getValue();
            await(() -> stopped || block.state != State.READING);
            requireOpen();
            if (block.state != State.PLANNED) {
                return usable(block);
            }
            begin(block);
            own = block;
        }
        fill(own);
        synchronized (room) {
            return usable(own);
        }
    }

    private @Nullable ReadBlock usable(ReadBlock block) {
        block.requireRead();
        if (block.state == State.DONE) {
            return null;
        }
        block.users++;
        return block;
    }

    private void requireOpen() {
        if (stopped) {
            throw new ClosedException(file + ": closed while it was read");
        }
    }

    private void copy(ReadBlock block, long position, long address, int bytes) {
        ArrowBuf memory = block.memory;
        if (memory == null) {
            throw new IllegalStateException("a block that is in use was freed");
        }
        Memory.copy(memory.memoryAddress() + (position - block.begin), address, bytes);
        synchronized (room) {
            block.users--;
            block.remove(position, position + bytes);
            freeIfOver(block);
        }
    }

    /** Planned bytes that will not be taken. */
    void skip(long from, long to) {
        synchronized (room) {
            Long first = blocks.floorKey(from);
            for (ReadBlock block : blocks.subMap(first == null ? from : first, Math.max(to, from))
                    .values()) {
                block.remove(from, to);
                freeIfOver(block);
            }
        }
    }

    private void freeIfOver(ReadBlock block) {
        if (!block.isOver() || (block.state != State.READY && block.state != State.PLANNED)) {
            return;
        }
        if (block.memory != null) {
            block.memory.close();
            block.memory = null;
            room.letGo(block.bytes());
        }
        block.state = State.DONE;
        room.notifyAll();
    }

    private void await(BooleanSupplier isDone) {
        try {
            while (!isDone.getAsBoolean()) {
                room.wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException(file + ": interrupted while reading it", e);
        }
    }

    /** Begins nothing more, and ends the waiting of others with an exception. */
    void stop() {
        synchronized (room) {
            stopped = true;
            room.notifyAll();
        }
    }

    @Override
    public void close() {
        stop();
        EndingThreads.await(threads);
        for (ReadBlock block : blocks.values()) {
            if (block.memory != null) {
                block.memory.close();
                block.memory = null;
                room.letGo(block.bytes());
            }
        }
    }
}
