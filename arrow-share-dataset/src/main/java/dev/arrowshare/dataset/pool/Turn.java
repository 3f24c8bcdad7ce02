package dev.arrowshare.dataset.pool;

/**
 * What a worker is at.
 *
 * @param since when its last message ended, or this one was begun, by {@link System#nanoTime}
 */
record Turn(Chunk chunk, long since) {
    /** {@code task 7}, {@code tasks 7 to 9}. */
    String what() {
        long last = chunk.first() + chunk.size() - 1;
        return chunk.size() == 1 ? "task " + last : "tasks " + chunk.first() + " to " + last;
    }
}
