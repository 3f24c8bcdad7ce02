package dev.arrowshare.parquet.page;

/**
 * What is demanded of pages besides the format's rules.
 *
 * @param verifyChecksums whether those that pages have must be right
 * @param bytesLimit the most bytes that a decompressed page may have, or 0 for what the file's size justifies
 */
public record PageChecks(boolean verifyChecksums, long bytesLimit) {
    public static final PageChecks USUAL = new PageChecks(false, 0);

    private static final long ALWAYS_ALLOWED = 256L << 20;
    private static final int TIMES_FILE = 64;

    /** The same with a limit for a file of that size. */
    public PageChecks forFile(long fileBytes) {
        return bytesLimit != 0
                ? this
                : new PageChecks(verifyChecksums, Math.max(ALWAYS_ALLOWED, TIMES_FILE * Math.min(fileBytes, 1L << 40)));
    }
}
