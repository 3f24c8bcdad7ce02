package dev.arrowshare.ipc.layout;

/**
 * The frame of an Arrow IPC file, as in the format's section "IPC File Format":
 *
 * <pre>
 * ARROW1\0\0 | schema message | dictionary and record batch messages | end of stream | footer | footer length (4) | ARROW1
 * </pre>
 *
 * <p>A message is a prefix, metadata (a flatbuffer), padding, and a body. What we write is padded inside of messages, never
 * between them: readers that treat a file as a stream take a gap for its end.
 */
public final class ArrowFormat {
    /** First and last bytes of a file. */
    public static final String MAGIC = "ARROW1";

    /** Magic of the older format Feather V1, which is another one altogether. */
    public static final String FEATHER_V1_MAGIC = "FEA1";

    /** Magic and its padding, in front of the schema message. */
    public static final int HEAD_BYTES = 8;

    /** Footer length and magic, after the footer. */
    public static final int TAIL_BYTES = 10;

    /** First four bytes of a message's prefix; files older than Arrow 0.15 leave them out. */
    public static final int CONTINUATION = -1;

    /** Continuation and metadata length. */
    public static final int PREFIX_BYTES = 8;

    /** What our buffers are aligned to; readers need 8. */
    public static final int BUFFER_ALIGNMENT = 64;

    /** What our blocks are aligned to in a file, so that a mapping can begin at one. */
    public static final int BLOCK_ALIGNMENT = 4096;

    /** Size of a {@code Block} in the footer: offset (8), metadata length (4), padding (4), body length (8). */
    public static final int BLOCK_BYTES = 24;

    /** Length prefix of a compressed buffer: its uncompressed length, or -1 when it is stored as it is. */
    public static final int COMPRESSED_PREFIX_BYTES = 8;

    private ArrowFormat() {}

    /** The next multiple of {@code alignment}, a power of two. */
    public static long align(long bytes, int alignment) {
        return (bytes + alignment - 1) & -(long) alignment;
    }
}
