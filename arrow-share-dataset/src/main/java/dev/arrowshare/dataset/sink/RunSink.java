package dev.arrowshare.dataset.sink;

import dev.arrowshare.dataset.work.Answer;
import dev.arrowshare.parquet.SkippedFile;
import java.util.List;

/**
 * The file that the answers of a run go to, in the order in which they come.
 *
 * <p><b>Threads:</b> one at a time.
 *
 * <p><b>Ownership:</b> the creator closes it; without {@link #commit} that deletes what was written. Answers stay the caller's.
 */
public interface RunSink extends AutoCloseable {
    void append(Answer answer);

    /** Says of which task the next answer is. */
    default void begin(int task) {}

    /** Completes the file and moves it to its name. */
    void commit();

    /** Notes files that were left out of the input, where there is a place for that. */
    default void skipped(List<SkippedFile> files) {}

    /** Bytes of the file; all of them after {@link #commit}. */
    long bytes();

    /** The files that there are after {@link #commit}. */
    List<WrittenFile> files();

    @Override
    void close();
}
