package dev.arrowshare.dataset;

import org.jspecify.annotations.Nullable;

/**
 * What became of one task: its value, or why there is none.
 *
 * <pre>{@code
 * for (Outcome<Long> outcome : pool.tryMap(files, Files::size)) {
 *     System.out.println(outcome.index() + ": " + (outcome.succeeded() ? outcome.value() : outcome.failure()));
 * }
 * }</pre>
 *
 * @param index of the item, from 0
 * @param value of the function; null when it failed, or returned null
 * @param failure what the function threw in its last attempt; null when it succeeded
 * @param attempts how often it was called
 */
public record Outcome<R extends @Nullable Object>(
        long index, @Nullable R value, @Nullable Throwable failure, int attempts) {
    /** Whether the function returned. */
    public boolean succeeded() {
        return failure == null;
    }
}
