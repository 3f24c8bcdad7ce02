package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.VectorBuffers;
import java.util.Arrays;
import org.apache.arrow.vector.FieldVector;

/** How much of Arrow's memory the rows of a batch take, without dictionaries; no less than that where slices share buffers. */
final class RowBytes {
    private RowBytes() {}

    static long of(Batch batch) {
        long bytes = 0;
        for (int i = 0; i < batch.columnCount(); i++) {
            bytes += of(batch.column(i));
        }
        return bytes;
    }

    private static long of(FieldVector vector) {
        FieldVector storage = VectorBuffers.storage(vector);
        long bytes = Arrays.stream(VectorBuffers.bytes(storage, 0, storage.getValueCount()))
                .sum();
        for (FieldVector child : storage.getChildrenFromFields()) {
            bytes += of(child);
        }
        return bytes;
    }
}
