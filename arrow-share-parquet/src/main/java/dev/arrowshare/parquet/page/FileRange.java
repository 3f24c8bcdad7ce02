package dev.arrowshare.parquet.page;

/**
 * Bytes of a file that will be read.
 *
 * @param rowGroup that they belong to
 * @param end behind the last
 */
public record FileRange(int rowGroup, long begin, long end) {
    long bytes() {
        return end - begin;
    }
}
