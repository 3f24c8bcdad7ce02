package dev.arrowshare.dataset.work;

import org.jspecify.annotations.Nullable;

/** The answers of a run, each the caller's to close. Closing this ends the run and waits for its workers. */
interface Answers extends AutoCloseable {
    /** The next answer, waited for; null after the last. */
    @Nullable
    Answer next();

    @Override
    void close();
}
