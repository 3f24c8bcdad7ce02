package dev.arrowshare.dataset;

import java.time.Duration;

/**
 * What a run did, what it cost and what sharing saved.
 *
 * <pre>{@code
 * System.out.println(trips.mapBatches(new TipShare()).writeParquet(out));
 * }</pre>
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param workers who did it
 * @param rows of the input and of the output
 * @param batches of the input and of the output
 * @param bytes mapped, copied, written and saved
 * @param times of the parts; those of workers are summed over all of them, so that they may exceed {@code elapsed}
 */
public record RunSummary(Workers workers, Flow rows, Flow batches, Bytes bytes, Times times) {

    /** How many went in and came out. */
    public record Flow(long in, long out) {}

    /**
     * Where bytes were.
     *
     * @param mapped handed to the functions as pages of a mapped file
     * @param copied handed to the functions after a copy, because the file could not be used as it is
     * @param written to the output
     * @param shared of the input that lie in memory once, whoever reads them
     * @param notCopied that workers would have held besides, had each its own copy of what it read; measured for processes (resident
     *     less proportional size of the mapping), for threads what was handed over by reference
     */
    public record Bytes(long mapped, long copied, long written, long shared, long notCopied) {}

    /**
     * Where time went.
     *
     * @param start until the first worker was ready
     * @param convert decoding the source and writing the shared file, which overlaps with work; zero when it was complete before
     * @param attach finding the bytes of batches, all workers together
     * @param work in the functions, all workers together
     * @param write encoding the output, all workers together, and writing it
     * @param elapsed from the call of the verb to its end
     */
    public record Times(
            Duration start, Duration convert, Duration attach, Duration work, Duration write, Duration elapsed) {}

    /** A line for each of what was done, where bytes were and where time went. */
    @Override
    public String toString() {
        return SummaryText.of(this);
    }
}
