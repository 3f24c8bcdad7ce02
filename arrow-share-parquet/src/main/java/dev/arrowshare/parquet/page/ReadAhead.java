package dev.arrowshare.parquet.page;

import dev.arrowshare.error.ClosedException;
import dev.arrowshare.error.InterruptedRunException;
import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.ReadBlock.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
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
    private final long budgetBytes;
    private final TreeMap<Long, ReadBlock> blocks = new TreeMap<>();
    private final Deque<ReadBlock> planned;
    private final List<Thread> threads = new ArrayList<>();
    private long heldBytes;
    private boolean stopped;

    ReadAhead(Request request, String file, List<FileRange> ranges, long budgetBytes, BufferAllocator allocator) {
        this.request = request;
        this.file = file;
        this.allocator = allocator;
        this.budgetBytes = budgetBytes;
        this.planned = new ArrayDeque<>(ReadPlan.of(ranges, budgetBytes));
        planned.forEach(block -> blocks.put(block.begin, block));
    }

    void start() {
        for (int i = 0; i < Math.min(REQUESTS, planned.size()); i++) {
            Thread thread = new Thread(this::work, "arrow-share read ahead " + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    private void work() {
        for (ReadBlock block = nextPlanned(); block != null; block = nextPlanned()) {
            fill(block);
        }
    }

    /** The next block, once there is room for it; null when there is no more to do. */
    private synchronized @Nullable ReadBlock nextPlanned() {
        while (!stopped) {
            ReadBlock next = planned.peek();
            if (next == null) {
                return null;
            }
            if (next.state != State.PLANNED) {
                planned.remove();
            } else if (hasRoom(next)) {
                planned.remove();
                begin(next);
                return next;
            } else {
                await(() -> stopped || next.state != State.PLANNED || hasRoom(next));
            }
        }
        return null;
    }

    private boolean hasRoom(ReadBlock block) {
        return heldBytes + block.bytes() <= budgetBytes;
    }

    private void begin(ReadBlock block) {
        block.state = State.READING;
        heldBytes += block.bytes();
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

    private synchronized void finish(ReadBlock block, ArrowBuf memory) {
        block.memory = memory;
        block.state = State.READY;
        freeIfOver(block);
        notifyAll();
    }

    private synchronized void fail(ReadBlock block, Throwable e) {
        block.failure = e;
        block.state = State.FAILED;
        heldBytes -= block.bytes();
        notifyAll();
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

    private synchronized long nextBegin(long position) {
        Long next = blocks.higherKey(position);
        return next == null ? Long.MAX_VALUE : next;
    }

    /** The block with that byte, read, which cannot be freed before it is released; null when there is none. */
    private @Nullable ReadBlock used(long position) {
        ReadBlock own;
        synchronized (this) {
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
        synchronized (this) {
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
        synchronized (this) {
            block.users--;
            block.wanted -= bytes;
            freeIfOver(block);
        }
    }

    /** Planned bytes that will not be taken. */
    synchronized void skip(long from, long to) {
        Long first = blocks.floorKey(from);
        for (ReadBlock block :
                blocks.subMap(first == null ? from : first, Math.max(to, from)).values()) {
            block.wanted -= Math.max(0, Math.min(to, block.end) - Math.max(from, block.begin));
            freeIfOver(block);
        }
    }

    private void freeIfOver(ReadBlock block) {
        if (!block.isOver() || (block.state != State.READY && block.state != State.PLANNED)) {
            return;
        }
        if (block.memory != null) {
            block.memory.close();
            block.memory = null;
            heldBytes -= block.bytes();
        }
        block.state = State.DONE;
        notifyAll();
    }

    private void await(BooleanSupplier isDone) {
        try {
            while (!isDone.getAsBoolean()) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException(file + ": interrupted while reading it", e);
        }
    }

    /** Begins nothing more, and ends the waiting of others with an exception. */
    synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    @Override
    public void close() {
        stop();
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        for (ReadBlock block : blocks.values()) {
            if (block.memory != null) {
                block.memory.close();
                block.memory = null;
            }
        }
    }
}
