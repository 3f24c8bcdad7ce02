package dev.arrowshare.dataset.share;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.EmptyVectors;
import dev.arrowshare.batch.VectorBuffers;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.Memory;
import dev.arrowshare.schema.SchemaFields;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * A small batch on its way, as its schema and its buffers' bytes: a lookup table that a function captured, say. A large one would be
 * copied into each worker, which is what a {@code SharedDataset} is there to avoid.
 */
final class BatchForm implements Forms.Form {
    private static final long serialVersionUID = 1L;
    private static final long MOST_BYTES = 16L << 20;

    private final SchemaFields schema;
    private final SchemaFields dictionarySchema;
    private final List<Long> dictionaryIds = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final long rows;

    private BatchForm(Batch batch) {
        rows = batch.rows();
        schema = batch.schemaFields();
        for (int i = 0; i < batch.columnCount(); i++) {
            add(batch.column(i));
        }
        List<Field> fields = new ArrayList<>();
        for (long id : batch.dictionaries().getDictionaryIds()) {
            FieldVector dictionary = batch.dictionary(id);
            if (dictionary != null) {
                dictionaryIds.add(id);
                fields.add(dictionary.getField());
                add(dictionary);
            }
        }
        dictionarySchema = SchemaFields.of(fields, Map.of());
    }

    static BatchForm of(Batch batch) throws NotSerializableException {
        long bytes = batch.mappedBytes() + batch.copiedBytes();
        if (bytes > MOST_BYTES) {
            throw new NotSerializableException("a batch of " + bytes + " bytes; at most " + MOST_BYTES
                    + " travel; more is shared as a SharedDataset, or returned by stored(function)");
        }
        return new BatchForm(batch);
    }

    private void add(FieldVector vector) {
        List<ArrowBuf> buffers = VectorBuffers.of(vector);
        long[] bytes = VectorBuffers.used(vector);
        ArrayList<byte[]> copies = new ArrayList<>();
        for (int i = 0; i < bytes.length; i++) {
            copies.add(copy(buffers.get(i), bytes[i]));
        }
        nodes.add(new Node(vector.getValueCount(), vector.getNullCount(), copies));
        vector.getChildrenFromFields().forEach(this::add);
    }

    private static byte[] copy(ArrowBuf buffer, long bytes) {
        byte[] copy = new byte[Math.toIntExact(bytes)];
        Memory.copy(buffer.memoryAddress(), copy, 0, copy.length);
        return copy;
    }

    /** Allocated from the root, for the length of the process: nobody in a worker closes what its function holds. */
    @Override
    public Object restore() {
        List<Node> left = new ArrayList<>(nodes);
        List<FieldVector> columns =
                schema.fields().stream().map(field -> vector(field, left)).toList();
        Map<Long, FieldVector> dictionaries = new TreeMap<>();
        for (int i = 0; i < dictionaryIds.size(); i++) {
            dictionaries.put(
                    dictionaryIds.get(i), vector(dictionarySchema.fields().get(i), left));
        }
        return Batch.of(schema, rows, columns, dictionaries, Allocators.root());
    }

    private static FieldVector vector(Field field, List<Node> left) {
        FieldVector vector = EmptyVectors.of(field, Allocators.root());
        load(vector, left);
        return vector;
    }

    private static void load(FieldVector vector, List<Node> left) {
        Node node = left.remove(0);
        List<ArrowBuf> buffers = node.buffers.stream().map(BatchForm::allocate).toList();
        vector.loadFieldBuffers(new ArrowFieldNode(node.values, node.nulls), buffers);
        buffers.forEach(buffer -> buffer.getReferenceManager().release());
        vector.getChildrenFromFields().forEach(child -> load(child, left));
    }

    private static ArrowBuf allocate(byte[] bytes) {
        ArrowBuf buffer = Allocators.root().buffer(bytes.length);
        Memory.copy(bytes, 0, buffer.memoryAddress(), bytes.length);
        return buffer.writerIndex(bytes.length);
    }

    /** One vector's buffers; its children's nodes follow it. */
    private record Node(long values, long nulls, ArrayList<byte[]> buffers) implements Serializable {}
}
