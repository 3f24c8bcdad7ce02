package dev.arrowshare.dataset.share;

import dev.arrowshare.ipc.BlockLocation;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a dataset, in order, of which the last may not have been written yet.
 *
 * <p><b>Threads:</b> safe.
 */
public interface BlockFeed {
    /**
     * The block of that number, waited for; null when there are not so many, or when {@code givenUp} says so while it waits.
     *
     * @throws RuntimeException why the conversion failed
     */
    @Nullable
    BlockLocation await(int index, BooleanSupplier givenUp);

    /** Tells of blocks that come from now on, until the result is closed; of none where all are there. */
    default Listening onArrival(Arrivals told) {
        return () -> {};
    }

    /** Told of blocks as they come. */
    @FunctionalInterface
    interface Arrivals {
        /** A block, and how long it took since the one before. */
        void arrived(BlockLocation block, long nanos);
    }

    /** Lasts until it is closed. */
    @FunctionalInterface
    interface Listening extends AutoCloseable {
        @Override
        void close();
    }
}
