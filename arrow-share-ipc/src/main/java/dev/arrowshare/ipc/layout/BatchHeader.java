package dev.arrowshare.ipc.layout;

import dev.arrowshare.ipc.layout.FlatTable.FlatVector;
import java.nio.ByteBuffer;
import org.apache.arrow.flatbuf.BodyCompressionMethod;
import org.apache.arrow.flatbuf.CompressionType;
import org.apache.arrow.flatbuf.MessageHeader;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of one record batch or dictionary batch message: rows, nodes, buffers, compression. A view: it reads the bytes
 * that it was given when it is asked.
 */
public final class BatchHeader {
    /** Value of {@link #codec} for a body that is not compressed. */
    public static final byte UNCOMPRESSED = -1;

    private static final int NODE_BYTES = 16;
    private static final int BUFFER_BYTES = 16;

    private final Message message;
    private final ByteBuffer bytes;
    private final long rows;
    private final FlatVector nodes;
    private final FlatVector buffers;
    private final FlatVector variadic;
    private final byte codec;
    private final long dictionaryId;
    private final boolean delta;

    private BatchHeader(Message message, FlatTable batch, long dictionaryId, boolean delta) {
        this.message = message;
        this.bytes = batch.bytes();
        this.rows = batch.longAt(0);
        this.nodes = batch.vectorAt(1, NODE_BYTES);
        this.buffers = batch.vectorAt(2, BUFFER_BYTES);
        this.codec = codec(batch.tableAt(3));
        this.variadic = batch.vectorAt(4, Long.BYTES);
        this.dictionaryId = dictionaryId;
        this.delta = delta;
        if (rows < 0 || rows > Integer.MAX_VALUE) {
            throw Refused.corrupt("a batch of " + rows + " rows; allowed are 0 to " + Integer.MAX_VALUE);
        }
    }

    /** The header of a record batch message. */
    public static BatchHeader recordBatch(Message message) {
        return new BatchHeader(message, message.header(MessageHeader.RecordBatch), -1, false);
    }

    /** The header of a dictionary batch message. */
    public static BatchHeader dictionary(Message message) {
        FlatTable dictionary = message.header(MessageHeader.DictionaryBatch);
        FlatTable batch = dictionary.tableAt(1);
        if (batch == null) {
            throw Refused.corrupt("a dictionary message without values");
        }
        return new BatchHeader(message, batch, dictionary.longAt(0), dictionary.booleanAt(2));
    }

    private static byte codec(@Nullable FlatTable compression) {
        if (compression == null) {
            return UNCOMPRESSED;
        }
        byte method = compression.byteAt(1);
        byte codec = compression.byteAt(0);
        if (method != BodyCompressionMethod.BUFFER || codec < 0 || codec >= CompressionType.names.length) {
            throw Refused.unsupported("a body compressed by method " + method + " with codec " + codec
                    + "; known are LZ4_FRAME and ZSTD");
        }
        return codec;
    }

    public Message message() {
        return message;
    }

    public int rows() {
        return (int) rows;
    }

    /** One of {@link CompressionType}, or {@link #UNCOMPRESSED}. */
    public byte codec() {
        return codec;
    }

    public long dictionaryId() {
        return dictionaryId;
    }

    /** Whether a dictionary's values are to be appended to those that came before. */
    public boolean isDelta() {
        return delta;
    }

    public int nodeCount() {
        return nodes.length();
    }

    public int bufferCount() {
        return buffers.length();
    }

    /** Length of the vector of node {@code index}. */
    public int length(int index) {
        long length = bytes.getLong(node(index));
        if (length < 0 || length > Integer.MAX_VALUE) {
            throw Refused.corrupt(
                    "node " + index + " has length " + length + "; allowed are 0 to " + Integer.MAX_VALUE);
        }
        return (int) length;
    }

    /** Nulls in the vector of node {@code index}. */
    public int nulls(int index) {
        long nulls = bytes.getLong(node(index) + Long.BYTES);
        if (nulls < 0 || nulls > length(index)) {
            throw Refused.corrupt(
                    "node " + index + " has " + nulls + " nulls; allowed are 0 to its length " + length(index));
        }
        return (int) nulls;
    }

    private int node(int index) {
        return element(nodes, index, NODE_BYTES, "nodes");
    }

    /** Offset of buffer {@code index} in the body, not yet compared with the body's length. */
    public long bufferOffset(int index) {
        return bytes.getLong(element(buffers, index, BUFFER_BYTES, "buffers"));
    }

    /** Length of buffer {@code index}, checked to lie in the body. */
    public long bufferLength(int index) {
        long length = bytes.getLong(element(buffers, index, BUFFER_BYTES, "buffers") + Long.BYTES);
        long offset = bufferOffset(index);
        if (offset < 0 || length < 0 || offset > message.bodyLength() - length) {
            throw Refused.corrupt("buffer " + index + " lies at " + offset + " with " + length
                    + " bytes, outside of its body of " + message.bodyLength());
        }
        return length;
    }

    /** How many data buffers the {@code index}-th view column has. */
    public int variadicBuffers(int index) {
        long count = bytes.getLong(element(variadic, index, Long.BYTES, "variadic buffer counts"));
        if (count < 0 || count > buffers.length()) {
            throw Refused.corrupt("view column " + index + " has " + count + " data buffers; the batch has "
                    + buffers.length() + " in all");
        }
        return (int) count;
    }

    private static int element(FlatVector vector, int index, int stride, String what) {
        if (index >= vector.length()) {
            throw Refused.corrupt("the batch has " + vector.length() + " " + what + "; the schema needs more");
        }
        return vector.start() + index * stride;
    }
}
