package dev.arrowshare.ipc;

/**
 * Where one record batch lies in a file, written or still being written: what a worker is told instead of being sent rows.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param offset first byte of the block's message in the file
 * @param metadataLength bytes of the message in front of the body, its prefix and padding included
 * @param bodyLength bytes of the body, its padding included
 * @param rows rows of the batch
 * @param dictionaryBlocks how many dictionary blocks precede this block in the file; all of them belong to it
 */
public record BlockLocation(long offset, int metadataLength, long bodyLength, long rows, int dictionaryBlocks) {

    public BlockLocation {
        if (offset < 0 || metadataLength <= 0 || bodyLength < 0 || rows < 0 || dictionaryBlocks < 0) {
            throw new IllegalArgumentException("no block lies at offset=" + offset + " metadataLength=" + metadataLength
                    + " bodyLength=" + bodyLength + " rows=" + rows + " dictionaryBlocks=" + dictionaryBlocks);
        }
    }

    /** First byte after the block. */
    public long end() {
        return offset + metadataLength + bodyLength;
    }
}
