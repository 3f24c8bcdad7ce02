package dev.arrowshare.parquet.page;

/**
 * How the pages of one compression are read, on native memory. A page is one call.
 *
 * <p><b>Threads:</b> safe; an implementation holds no state between calls.
 *
 * <p><b>Errors:</b> {@link MalformedPageException} for input that is not of this codec. Whatever the input holds, nothing outside
 * of the two ranges is read or written.
 */
public interface Decompressor {
    /**
     * Decompresses all of a page.
     *
     * @param source address of the compressed bytes
     * @param bytes how many there are
     * @param target address of the room for the result
     * @param capacity bytes of that room; what lies behind the result may be overwritten with anything
     * @return bytes of the result
     */
    int decompress(long source, int bytes, long target, int capacity);

    /** The most that {@code bytes} compressed bytes can stand for, by this codec's format. */
    long maxDecompressedBytes(int bytes);
}
