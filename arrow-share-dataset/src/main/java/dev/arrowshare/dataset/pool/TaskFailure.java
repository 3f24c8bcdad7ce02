package dev.arrowshare.dataset.pool;

/**
 * One task that failed for good.
 *
 * @param offset within its chunk
 * @param attempts how often it was tried
 */
public record TaskFailure(int offset, Throwable thrown, int attempts) {}
