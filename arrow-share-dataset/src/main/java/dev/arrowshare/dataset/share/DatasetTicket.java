package dev.arrowshare.dataset.share;

import java.io.Serializable;

/**
 * Finds a shared dataset again in another process, and refuses a file that has taken its place.
 *
 * @param file the Arrow file, absolute
 * @param bytes its length
 * @param fingerprint of its contents, as {@code ArrowFile.fingerprint()}
 */
public record DatasetTicket(String file, long bytes, String fingerprint) implements Serializable {}
