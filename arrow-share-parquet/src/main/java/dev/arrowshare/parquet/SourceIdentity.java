package dev.arrowshare.parquet;

/**
 * Which file it was: equal identities mean that a file has not been replaced or rewritten since.
 *
 * @param bytes the file's length
 * @param modifiedNanos time of its last change, since the epoch
 * @param footerHash XXH64 of its footer
 */
public record SourceIdentity(long bytes, long modifiedNanos, long footerHash) {}
