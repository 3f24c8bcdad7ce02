package dev.arrowshare.parquet.files;

import dev.arrowshare.batch.EmptyVectors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.DensityAwareVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;

/** A column of which each row is null: one that a file does not have. */
final class NullColumn {
    private NullColumn() {}

    /** @param field as vectors have it: of a dictionary-encoded column with the type of its indices */
    static FieldVector of(Field field, int rows, BufferAllocator allocator) {
        FieldVector vector = EmptyVectors.of(field, allocator);
        try {
            if (vector instanceof DensityAwareVector withoutValues) {
                withoutValues.setInitialCapacity(rows, 0);
            } else {
                vector.setInitialCapacity(rows);
            }
            vector.allocateNew();
            vector.setValueCount(rows);
            return vector;
        } catch (RuntimeException | Error e) {
            vector.close();
            throw e;
        }
    }
}
