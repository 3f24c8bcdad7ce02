package dev.arrowshare.dataset;

import dev.arrowshare.dataset.event.RunAdvice;
import dev.arrowshare.parquet.SkippedFile;
import dev.arrowshare.parquet.SkippedRows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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
 * @param memory of worker processes, but for the pages of the input
 * @param times of the parts; those of workers are summed over all of them, so that they may exceed {@code elapsed}
 * @param skipped of the Parquet source, by the filter that it was read with
 * @param skippedFiles of the input that were left out, see {@link dev.arrowshare.parquet.ParquetReadOptions#skipBadFiles}
 * @param resumed what of it an earlier run had done, see {@link Pipeline#resumable}
 * @param files of the output; none where it went to no file
 * @param failures of functions that the run went on after, and attempts that were repeated
 * @param advice if the run was no faster than without workers; none where the caller took the batches, and so decided how fast it was
 */
public record RunSummary(
        Workers workers,
        Flow rows,
        Flow batches,
        Bytes bytes,
        Memory memory,
        Times times,
        SkippedRows skipped,
        List<SkippedFile> skippedFiles,
        Resumed resumed,
        List<OutputFile> files,
        Failures failures,
        Optional<RunAdvice> advice) {

    /**
     * What was there from an earlier run of the same job, and was not done again. {@code rows} and {@code batches} of the summary count
     * it, bytes and times do not.
     *
     * @param tasks runs of consecutive batches that were finished
     * @param note why there is nothing of an earlier run, though one had left something, or why this one was not recorded; empty as a rule
     */
    public record Resumed(int tasks, Flow rows, Flow batches, String note) {}

    /**
     * A file that was made.
     *
     * @param path as the verb was given it, or within the folder that the verb was given
     */
    public record OutputFile(Path path, long rows, long bytes) {}

    /**
     * What failed.
     *
     * @param batches of which rows failed for good
     * @param rows that failed for good
     * @param retries attempts but for the first ones, whatever came of them
     * @param first in time; none if nothing failed for good
     */
    public record Failures(long batches, long rows, long retries, Optional<Failure> first) {
        /** Nothing was tried twice. */
        public static final Failures NONE = new Failures(0, 0, 0, Optional.empty());
    }

    /**
     * Rows that failed together.
     *
     * @param message what was thrown, by which function, and where
     * @param batch of the input
     * @param row the first of them, in the input
     * @param attempts that were made
     */
    public record Failure(String message, int batch, long row, long rows, int attempts) {}

    /** How many went in and came out. */
    public record Flow(long in, long out) {}

    /**
     * Where bytes were.
     *
     * <p>What sharing saved is counted so: pages of the shared file are in memory once, whoever wrote or reads them. Without sharing,
     * each process would hold a copy of what it read: a worker that of its batches, the coordinator that of the columns that came back
     * unchanged. Each such copy that was not made counts once in {@code notCopied}.
     *
     * @param mapped handed to the functions as pages of a mapped file
     * @param copied handed to the functions after a copy, because the file could not be used as it is
     * @param decoded from Parquet for this run alone, and handed to the functions as it was decoded
     * @param written to the output
     * @param shared of the input that lie in memory once, however many processes map them
     * @param notCopied that processes would hold besides, had each its own copy of what it attached in this run
     * @param basis how {@code shared} and {@code notCopied} are known
     */
    public record Bytes(
            long mapped, long copied, long decoded, long written, long shared, long notCopied, Basis basis) {}

    /** How it is known what sharing saved. */
    public enum Basis {
        /**
         * Measured when the last batch was done, in the workers and the coordinator: {@code shared} is the sum of the input mappings'
         * proportional sizes (PSS), {@code notCopied} that of their resident sizes.
         */
        PSS,
        /** What was handed to the functions by reference: workers of one process, or a platform that does not measure. */
        HANDED_OVER
    }

    /**
     * Memory of all worker processes together when the last batch was done, but for the pages of the input.
     *
     * @param pssBytes proportional set sizes: the private pages, and a fair share of those that processes share, such as the JVM's code
     * @param privateBytes pages that only one process has
     */
    public record Memory(long pssBytes, long privateBytes) {
        /** No worker processes, or a platform that does not tell. */
        public static final Memory NOT_MEASURED = new Memory(0, 0);
    }

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

    /** All of it as one JSON object, for programs: names as here, times in seconds. */
    public String toJson() {
        return SummaryJson.of(this);
    }

    /** A line for each of what was done, where bytes were and where time went. */
    @Override
    public String toString() {
        return SummaryText.of(this);
    }
}
