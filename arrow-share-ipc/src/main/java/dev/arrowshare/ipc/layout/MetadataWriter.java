package dev.arrowshare.ipc.layout;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.arrowshare.schema.SchemaFields;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.BodyCompression;
import org.apache.arrow.flatbuf.BodyCompressionMethod;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;

/** The flatbuffers of messages and footers, version V5. Each begins at its buffer's position and ends at its limit. */
public final class MetadataWriter {
    private static final int INITIAL_BYTES = 1024;

    private MetadataWriter() {}

    /** A schema whose dictionary-encoded fields have the types of their values. */
    public static ByteBuffer schema(SchemaFields declared) {
        FlatBufferBuilder builder = new FlatBufferBuilder(INITIAL_BYTES);
        int schema = declared.write(builder);
        return message(builder, MessageHeader.Schema, schema, 0);
    }

    public static ByteBuffer recordBatch(BodyPlan body) {
        FlatBufferBuilder builder = new FlatBufferBuilder(INITIAL_BYTES);
        return message(builder, MessageHeader.RecordBatch, batch(builder, body), body.bytes());
    }

    /**
     * Values of a dictionary.
     *
     * @param delta whether the values are to be appended to those that came before
     */
    public static ByteBuffer dictionary(BodyPlan body, long id, boolean delta) {
        FlatBufferBuilder builder = new FlatBufferBuilder(INITIAL_BYTES);
        int dictionary = DictionaryBatch.createDictionaryBatch(builder, id, batch(builder, body), delta);
        return message(builder, MessageHeader.DictionaryBatch, dictionary, body.bytes());
    }

    private static int batch(FlatBufferBuilder builder, BodyPlan body) {
        RecordBatch.startNodesVector(builder, body.nodeCount());
        for (int i = body.nodeCount() - 1; i >= 0; i--) {
            FieldNode.createFieldNode(builder, body.nodeLength(i), body.nodeNulls(i));
        }
        int nodes = builder.endVector();
        RecordBatch.startBuffersVector(builder, body.bufferCount());
        for (int i = body.bufferCount() - 1; i >= 0; i--) {
            Buffer.createBuffer(builder, body.bufferOffset(i), body.bufferLength(i));
        }
        int buffers = builder.endVector();
        int compression = body.codec() == BatchHeader.UNCOMPRESSED
                ? 0
                : BodyCompression.createBodyCompression(builder, body.codec(), BodyCompressionMethod.BUFFER);
        int variadic = body.variadicCounts().length == 0
                ? 0
                : RecordBatch.createVariadicBufferCountsVector(builder, body.variadicCounts());
        return RecordBatch.createRecordBatch(builder, body.rows(), nodes, buffers, compression, variadic);
    }

    private static ByteBuffer message(FlatBufferBuilder builder, byte type, int header, long bodyLength) {
        builder.finish(Message.createMessage(builder, MetadataVersion.V5, type, header, bodyLength, 0));
        return builder.dataBuffer();
    }

    /** The footer of a file. */
    public static ByteBuffer footer(
            SchemaFields declared,
            List<Footer.Block> dictionaries,
            List<Footer.Block> batches,
            Map<String, String> metadata) {
        FlatBufferBuilder builder = new FlatBufferBuilder(INITIAL_BYTES);
        int schema = declared.write(builder);
        int custom = metadata(builder, metadata);
        org.apache.arrow.flatbuf.Footer.startDictionariesVector(builder, dictionaries.size());
        int dictionaryBlocks = blocks(builder, dictionaries);
        org.apache.arrow.flatbuf.Footer.startRecordBatchesVector(builder, batches.size());
        int batchBlocks = blocks(builder, batches);
        builder.finish(org.apache.arrow.flatbuf.Footer.createFooter(
                builder, MetadataVersion.V5, schema, dictionaryBlocks, batchBlocks, custom));
        return builder.dataBuffer();
    }

    private static int blocks(FlatBufferBuilder builder, List<Footer.Block> blocks) {
        for (int i = blocks.size() - 1; i >= 0; i--) {
            Footer.Block block = blocks.get(i);
            org.apache.arrow.flatbuf.Block.createBlock(
                    builder, block.offset(), block.metadataLength(), block.bodyLength());
        }
        return builder.endVector();
    }

    private static int metadata(FlatBufferBuilder builder, Map<String, String> metadata) {
        int[] pairs = metadata.entrySet().stream()
                .mapToInt(entry -> KeyValue.createKeyValue(
                        builder, builder.createString(entry.getKey()), builder.createString(entry.getValue())))
                .toArray();
        return org.apache.arrow.flatbuf.Footer.createCustomMetadataVector(builder, pairs);
    }
}
