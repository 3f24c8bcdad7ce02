package dev.arrowshare.dataset.work;

import dev.arrowshare.error.ArrowShareException;
import org.jspecify.annotations.Nullable;

/** The answers of a run, each the caller's to close. Closing this ends the run and waits for its workers. */
interface Answers extends RunWatch.Ends, AutoCloseable {
    /** The next answer, waited for; null after the last. */
    @Nullable
    Answer next();

    /** Ends the run: {@link #next} throws that, unless it had failed before. */
    @Override
    void fail(ArrowShareException failure);

    /** The same; that worker is not waited for. */
    @Override
    void lost(int worker, ArrowShareException failure);

    /** The index of the task whose answer {@link #next} gave last. */
    int task();

    @Override
    void close();
}
