package dev.arrowshare.testing;

import dev.arrowshare.batch.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Batches of random values, the same for the same seed.
 *
 * <pre>{@code
 * try (Batch batch = RandomBatches.of(ArrowTypes.named("list_utf8"), 1_000, Nulls.SOME, 42, allocator)) { … }
 * }</pre>
 *
 * <p>Fields are in the format of messages: a dictionary-encoded one has the type of its values, and the batch gets a dictionary of
 * up to 20. The batch's own schema is in Arrow-java's memory format.
 *
 * <p><b>Ownership:</b> the caller closes the batch.
 */
public final class RandomBatches {
    private RandomBatches() {}

    public static Batch of(Field field, int rows, Nulls nulls, long seed, BufferAllocator allocator) {
        return of(List.of(field), rows, nulls, seed, allocator);
    }

    public static Batch of(List<Field> fields, int rows, Nulls nulls, long seed, BufferAllocator allocator) {
        RandomVectors random = new RandomVectors(allocator, new Random(seed), nulls);
        List<FieldVector> vectors = new ArrayList<>();
        for (Field field : fields) {
            vectors.add(random.vector(field, rows));
        }
        Schema schema = inMemory(new Schema(fields));
        return Batch.of(schema, rows, vectors, random.dictionaries(), allocator);
    }

    /** The schema that batches of these fields have: dictionary-encoded fields have the type of their indices. */
    public static Schema inMemory(Schema messageSchema) {
        Map<String, String> metadata = messageSchema.getCustomMetadata();
        return new Schema(
                messageSchema.getFields().stream().map(RandomVectors::inMemory).toList(), metadata);
    }
}
