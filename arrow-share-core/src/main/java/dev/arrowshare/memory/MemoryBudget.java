package dev.arrowshare.memory;

import java.io.Serializable;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of native memory readers and writers may take together: what is decoded ahead, what waits for its turn, the rows of
 * row groups that are being filled, encoded bytes, and freed memory that is kept for the next use.
 *
 * <pre>{@code
 * MemoryBudget budget = MemoryBudget.ofBytes(256 << 20);
 * ParquetReadOptions read = ParquetReadOptions.read().memoryBudget(budget);
 * ParquetWriteOptions write = ParquetWriteOptions.defaults().memoryBudget(budget);
 * }</pre>
 *
 * <p>The Java heap is beside it, and so are batches that the caller has taken, and pages of mapped files, which the system takes back
 * when it needs them. What a single batch needs is taken even where it is more than the budget: a small budget makes work slow, but does
 * not stop it.
 *
 * <p><b>Threads:</b> safe. <b>Errors:</b> {@link IllegalArgumentException} for less than {@link #LEAST_BYTES}.
 */
public final class MemoryBudget implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Less than that makes no sense: one column's pages take as much. */
    public static final long LEAST_BYTES = 1 << 20;

    private static final int SHARE_OF_MACHINE = 4;
    private static final int AHEAD_PARTS = 3;

    private final long bytes;
    private final transient AtomicLong held = new AtomicLong();

    private MemoryBudget(long bytes) {
        this.bytes = bytes;
    }

    /** A budget of that many bytes, for all that it is given to. */
    public static MemoryBudget ofBytes(long bytes) {
        if (bytes < LEAST_BYTES) {
            throw new IllegalArgumentException("a memory budget of " + bytes + " bytes; at least " + LEAST_BYTES
                    + " are needed for a column's pages");
        }
        return new MemoryBudget(bytes);
    }

    /** The one of all that were given no other: a quarter of the machine's memory, or of what its container may use. */
    public static MemoryBudget ofMachine() {
        return OfMachine.BUDGET;
    }

    private static final class OfMachine {
        static final MemoryBudget BUDGET =
                new MemoryBudget(Math.max(LEAST_BYTES, MachineMemory.bytes() / SHARE_OF_MACHINE));
    }

    public long bytes() {
        return bytes;
    }

    /** A part, at least a byte: what one of so many may take. */
    public long part(int ofHowMany) {
        return Math.max(1, bytes / ofHowMany);
    }

    /** What all shares hold now. */
    public long heldBytes() {
        return held.get();
    }

    /** Begins to use it. Until the share is closed, freed memory is only kept as far as the budget allows. */
    public Share open() {
        RecycledMemory.shared().limits().add(bytes);
        return new Share();
    }

    /** In another process it counts from nothing. */
    private Object readResolve() {
        return new MemoryBudget(bytes);
    }

    @Override
    public String toString() {
        return bytes + " bytes";
    }

    /** What one reader or writer holds of a budget. Closing it lets go of all that it holds. */
    public final class Share implements AutoCloseable {
        private long mine;
        private boolean closed;

        private Share() {}

        /** Notes memory that is taken in any case; a negative number of bytes corrects what was noted before. */
        public synchronized void hold(long more) {
            if (!closed) {
                mine += more;
                held.addAndGet(more);
            }
        }

        public void letGo(long less) {
            hold(-less);
        }

        /** Whether so much more would leave two thirds of the budget to others: for what can wait. */
        public boolean hasRoomAhead(long more) {
            return held.get() + more <= bytes / AHEAD_PARTS;
        }

        /** Whether other shares hold some of it, which they may let go of at any time. */
        public synchronized boolean isWithOthers() {
            return held.get() > mine;
        }

        /** Whether all shares together hold more than there is. */
        public boolean isExceeded() {
            return held.get() > bytes;
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                hold(-mine);
                closed = true;
                RecycledMemory.shared().limits().remove(bytes);
            }
        }
    }
}
