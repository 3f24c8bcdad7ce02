package dev.arrowshare.ipc.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;

/** One message's metadata: what it is, and how long its body. A view of the bytes that it was given. */
public final class Message {
    private final FlatTable table;
    private final byte type;
    private final long bodyLength;

    private Message(FlatTable table) {
        this.table = table;
        MetadataVersions.require(table.shortAt(0));
        this.type = table.byteAt(1);
        this.bodyLength = table.longAt(3);
        if (bodyLength < 0) {
            throw Refused.corrupt("a message has a body of " + bodyLength + " bytes");
        }
    }

    /**
     * The message in a block of a file, whose metadata bytes these are: prefix, flatbuffer and padding.
     *
     * @param block bytes from the prefix on, and no more than the metadata
     */
    public static Message inBlock(ByteBuffer block) {
        block.order(ByteOrder.LITTLE_ENDIAN);
        int prefix = block.getInt(0) == ArrowFormat.CONTINUATION ? ArrowFormat.PREFIX_BYTES : Integer.BYTES;
        int length = block.getInt(prefix - Integer.BYTES);
        if (length <= 0 || length > block.limit() - prefix) {
            throw Refused.corrupt(
                    "a message's metadata has " + length + " bytes; there is room for " + (block.limit() - prefix));
        }
        return of(block.slice(prefix, length));
    }

    /** The message whose flatbuffer these bytes are. */
    public static Message of(ByteBuffer metadata) {
        return new Message(FlatTable.root(metadata));
    }

    public boolean isSchema() {
        return type == MessageHeader.Schema;
    }

    public boolean isDictionary() {
        return type == MessageHeader.DictionaryBatch;
    }

    public boolean isRecordBatch() {
        return type == MessageHeader.RecordBatch;
    }

    public long bodyLength() {
        return bodyLength;
    }

    /** Whether the metadata is of version 4, in which unions had a validity buffer. */
    public boolean isV4() {
        return table.shortAt(0) == MetadataVersion.V4;
    }

    FlatTable header(byte expected) {
        FlatTable header = type == expected ? table.tableAt(2) : null;
        if (header == null) {
            throw Refused.corrupt("expected a " + MessageHeader.name(expected) + " message, found "
                    + (type >= 0 && type < MessageHeader.names.length ? MessageHeader.name(type) : "type " + type));
        }
        return header;
    }

    /** The schema of a schema message. */
    public DeclaredSchema schema() {
        header(MessageHeader.Schema);
        org.apache.arrow.flatbuf.Message message = new org.apache.arrow.flatbuf.Message();
        message.__assign(table.at(), table.bytes());
        return DeclaredSchema.read(
                (org.apache.arrow.flatbuf.Schema) message.header(new org.apache.arrow.flatbuf.Schema()), isV4());
    }
}
