package dev.arrowshare.memory;

import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where buffers' memory comes from: malloc, but large blocks that were freed a moment ago are given out again.
 *
 * <p>The first touch of each page of fresh memory is a page fault, in which the kernel fills it with zeros: it takes longer than
 * decoding or copying what then goes there (reading a table of 1 GB with two threads: 0.75 s with fresh memory, 0.32 s with used).
 * Malloc keeps memory for one thread's next call, but hardly for another's.
 *
 * <p>What nobody took for {@link #KEPT_NANOS} goes back to malloc: all of it when no block was taken for as long, else an eighth each
 * time, since a caller that reads one file after the other gives all of its blocks at once and takes them one by one. So does what exceeds
 * the limit of the heap, or, together with what is in use, the smallest {@link MemoryBudget} of those that are in use. A thread sees to the
 * former, which ends with the last block.
 *
 * <p><b>Threads:</b> safe.
 */
final class RecycledMemory {
    /** What Arrow's format recommends for buffers; malloc promises 16. */
    private static final long ALIGNMENT = 64;

    /** A page: malloc does smaller ones well. */
    private static final long LEAST_BYTES = 4 << 10;

    /** Sizes are rounded up, by an eighth at most, so that blocks of similar use fit each other. */
    private static final int STEPS_A_DOUBLING = 8;

    private static final long KEPT_NANOS = 500_000_000;
    private static final long KEPT_MILLIS = KEPT_NANOS / 1_000_000;
    private static final int LEAVING_ONE_IN = 8;

    private static final RecycledMemory SHARED =
            new RecycledMemory(Runtime.getRuntime().maxMemory());

    private final long mostBytes;
    private final Map<Long, Deque<Kept>> bySize = new ConcurrentHashMap<>();
    private final AtomicLong keptBytes = new AtomicLong();
    private final AtomicLong usedBytes = new AtomicLong();
    private final Limits limits = new Limits();
    private final AtomicBoolean isSweeping = new AtomicBoolean();
    private volatile boolean wasTaken;

    /** @param mostBytes that are kept for the next taker */
    RecycledMemory(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** That of this process. */
    static RecycledMemory shared() {
        return SHARED;
    }

    /**
     * Memory that somebody has.
     *
     * @param allocation as malloc gave it
     * @param bytes from {@link #address} on
     */
    record Block(long allocation, long bytes) {
        /** Aligned to 64 bytes. */
        long address() {
            return (allocation + ALIGNMENT - 1) & -ALIGNMENT;
        }
    }

    private record Kept(Block block, long since) {}

    /** At least that many bytes, uninitialised, for the caller to {@link #give} back. */
    Block take(long bytes) {
        if (bytes < LEAST_BYTES) {
            return allocated(bytes);
        }
        long size = rounded(bytes);
        usedBytes.addAndGet(size);
        Deque<Kept> blocks = bySize.get(size);
        Kept youngest = blocks == null ? null : blocks.pollFirst();
        if (youngest == null) {
            makeRoom();
            return allocated(size);
        }
        keptBytes.addAndGet(-size);
        if (!wasTaken) {
            wasTaken = true;
        }
        return youngest.block;
    }

    /** Blocks of other sizes are of no use to who needs another one. */
    private void makeRoom() {
        for (Deque<Kept> blocks : bySize.values()) {
            while (isOverLimit()) {
                Kept oldest = blocks.pollLast();
                if (oldest == null) {
                    break;
                }
                free(oldest.block);
            }
        }
    }

    private boolean isOverLimit() {
        long kept = keptBytes.get();
        return kept > mostBytes || (kept > 0 && kept + usedBytes.get() > limits.least());
    }

    /** The budgets that are in use. */
    Limits limits() {
        return limits;
    }

    private static Block allocated(long bytes) {
        return new Block(Memory.allocate(bytes + ALIGNMENT), bytes);
    }

    static long rounded(long bytes) {
        long step = Long.highestOneBit(bytes) / STEPS_A_DOUBLING;
        return (bytes + step - 1) / step * step;
    }

    /** Frees the block, now or soon. */
    void give(Block block) {
        if (block.bytes < LEAST_BYTES) {
            Memory.free(block.allocation);
            return;
        }
        usedBytes.addAndGet(-block.bytes);
        keptBytes.addAndGet(block.bytes);
        if (isOverLimit()) {
            free(block);
        } else {
            bySize.computeIfAbsent(block.bytes, size -> new ConcurrentLinkedDeque<>())
                    .addFirst(new Kept(block, System.nanoTime()));
            sweepInBackground();
        }
    }

    private void free(Block block) {
        keptBytes.addAndGet(-block.bytes);
        Memory.free(block.allocation);
    }

    /** Bytes that wait for their next taker. */
    long keptBytes() {
        return keptBytes.get();
    }

    private void sweepInBackground() {
        if (!isSweeping.get() && isSweeping.compareAndSet(false, true)) {
            Thread sweeper = new Thread(this::sweepUntilEmpty, "arrow-share memory");
            sweeper.setDaemon(true);
            sweeper.start();
        }
    }

    private void sweepUntilEmpty() {
        try {
            while (keptBytes.get() > 0) {
                Thread.sleep(KEPT_MILLIS);
                boolean isInUse = wasTaken;
                wasTaken = false;
                sweep(System.nanoTime() - KEPT_NANOS, isInUse ? LEAVING_ONE_IN : 1);
            }
        } catch (InterruptedException e) {
            sweep(System.nanoTime(), 1);
        }
        isSweeping.set(false);
        // A block may have come between the last look and that.
        if (keptBytes.get() > 0) {
            sweepInBackground();
        }
    }

    /** Frees one in so many of the blocks that nobody took since then, the oldest. */
    private void sweep(long then, int oneIn) {
        for (Deque<Kept> blocks : bySize.values()) {
            for (int most = (blocks.size() + oneIn - 1) / oneIn; most > 0; most--) {
                Kept oldest = blocks.pollLast();
                if (oldest == null) {
                    break;
                }
                if (oldest.since - then > 0) {
                    blocks.addLast(oldest);
                    break;
                }
                free(oldest.block);
            }
        }
    }

    /** Numbers of bytes, of which the least counts. */
    static final class Limits {
        private final Map<Long, Integer> counts = new ConcurrentSkipListMap<>();
        private volatile long least = Long.MAX_VALUE;

        synchronized void add(long bytes) {
            counts.merge(bytes, 1, Integer::sum);
            update();
        }

        synchronized void remove(long bytes) {
            counts.computeIfPresent(bytes, (limit, count) -> count == 1 ? null : count - 1);
            update();
        }

        private void update() {
            least = counts.keySet().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
        }

        long least() {
            return least;
        }
    }
}
