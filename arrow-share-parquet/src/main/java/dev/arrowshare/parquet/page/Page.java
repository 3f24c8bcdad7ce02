package dev.arrowshare.parquet.page;

import org.apache.arrow.memory.ArrowBuf;
import org.jspecify.annotations.Nullable;

/**
 * A page whose header was read and whose body still lies compressed in its source's window. Valid until the source's next page.
 *
 * <p>The body is what the codec compressed: of a V1 page levels and values, of a V2 page values only.
 */
public final class Page {
    /** What a page holds. */
    public enum Kind {
        DICTIONARY,
        DATA_V1,
        DATA_V2
    }

    private final Kind kind;
    private final int values;
    private final PageEncoding encoding;
    private final PageEncoding levelEncoding;
    private final PageEncoding repetitionEncoding;
    private final int nulls;
    private final int repetitionBytes;
    private final int levelBytes;
    private final int compressedBytes;
    private final int bytes;
    private final Decompressor codec;
    private final ReadBuffer scratch;
    private long levels;
    private long compressed;

    Page(PageHeaders.Parsed header, Decompressor codec, ReadBuffer scratch) {
        this.kind = header.kind();
        this.values = header.values();
        this.encoding = header.encoding();
        this.levelEncoding = header.levelEncoding();
        this.repetitionEncoding = header.repetitionEncoding();
        this.nulls = header.nulls();
        this.repetitionBytes = header.repetitionBytes();
        this.levelBytes = header.levelBytes();
        this.compressedBytes = header.compressedBytes() - header.aheadBytes();
        this.bytes = header.uncompressedBytes() - header.aheadBytes();
        this.codec = codec;
        this.scratch = scratch;
    }

    Page at(long address) {
        levels = address + repetitionBytes;
        compressed = levels + levelBytes;
        return this;
    }

    public Kind kind() {
        return kind;
    }

    /** Values of this page, nulls included. */
    public int values() {
        return values;
    }

    /** How the values are encoded. */
    public PageEncoding encoding() {
        return encoding;
    }

    /** How the definition levels are encoded. */
    public PageEncoding levelEncoding() {
        return levelEncoding;
    }

    /** How the repetition levels are encoded. */
    public PageEncoding repetitionEncoding() {
        return repetitionEncoding;
    }

    /** Nulls of a V2 page, by its header; otherwise -1. */
    public int nulls() {
        return nulls;
    }

    /** Address of a V2 page's definition levels. */
    public long levels() {
        return levels;
    }

    /** Bytes of a V2 page's definition levels; 0 in a V1 page, where they are in the body. */
    public int levelBytes() {
        return levelBytes;
    }

    /** Bytes of a V2 page's repetition levels, which lie ahead of the definition levels; 0 in a V1 page. */
    public int repetitionBytes() {
        return repetitionBytes;
    }

    /** Bytes of the decompressed body. */
    public int bytes() {
        return bytes;
    }

    /** The address of the decompressed body, valid until the source's next page; {@link ReadBuffer#SLACK} lies behind it. */
    public long body() {
        if (codec instanceof UncompressedCodec) {
            return compressed;
        }
        long target = scratch.room(bytes);
        decompressTo(target, bytes + ReadBuffer.SLACK);
        return target;
    }

    /**
     * Hands over the memory that begins with the {@link #body}, to be closed by the caller, so that it outlives the page. Null for a page
     * that is not compressed, as it lies among others, and for one much smaller than its memory, which larger ones had before.
     */
    public @Nullable ArrowBuf keepBody() {
        boolean isOwn = !(codec instanceof UncompressedCodec) && scratch.capacity() / 2 <= bytes + ReadBuffer.SLACK;
        return isOwn ? scratch.detach() : null;
    }

    /** Decompresses the body to that room, which must have at least {@link #bytes} bytes; all of it may be overwritten. */
    public void decompressTo(long target, int capacity) {
        if (bytes == 0 && compressedBytes == 0) {
            return;
        }
        int result = codec.decompress(compressed, compressedBytes, target, capacity);
        if (result != bytes) {
            throw new MalformedPageException("decompresses to " + result + " bytes, but its header says " + bytes);
        }
    }
}
