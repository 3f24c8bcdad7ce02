package dev.arrowshare.parquet.page;

/** One compression of Parquet's that is written too. As {@link Decompressor}. */
public interface Codec extends Decompressor {
    /**
     * Compresses all of a page.
     *
     * @param source address of the page
     * @param bytes how many there are
     * @param target address of the room for the result
     * @param capacity bytes of that room, at least {@link #maxCompressedBytes}
     * @return bytes of the result
     */
    int compress(long source, int bytes, long target, int capacity);

    /** The most that {@code bytes} bytes can become when they are compressed. */
    int maxCompressedBytes(int bytes);
}
