package dev.arrowshare.dataset.share;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.EmptyVectors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** A batch without rows, and its dictionaries without values. */
final class EmptyBatch {
    private final Map<Long, FieldVector> dictionaries = new HashMap<>();
    private final BufferAllocator allocator;

    private EmptyBatch(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    /**
     * @param indices the schema as a batch has it, where a dictionary-encoded column has the type of its indices
     * @param values the same schema as a file declares it, where it has the type of its values
     */
    static Batch of(Schema indices, Schema values, BufferAllocator allocator) {
        EmptyBatch empty = new EmptyBatch(allocator);
        values.getFields().forEach(empty::addDictionaries);
        List<FieldVector> vectors = new ArrayList<>();
        for (Field field : indices.getFields()) {
            vectors.add(empty.vector(field));
        }
        return Batch.of(indices, 0, vectors, empty.dictionaries, allocator);
    }

    private void addDictionaries(Field field) {
        field.getChildren().forEach(this::addDictionaries);
        DictionaryEncoding encoding = field.getDictionary();
        if (encoding != null) {
            FieldType type = new FieldType(field.isNullable(), field.getType(), null, field.getMetadata());
            Field plain = new Field(field.getName(), type, field.getChildren());
            dictionaries.computeIfAbsent(encoding.getId(), id -> vector(plain));
        }
    }

    private FieldVector vector(Field field) {
        FieldVector vector = EmptyVectors.of(field, allocator);
        vector.allocateNew();
        vector.setValueCount(0);
        return vector;
    }
}
