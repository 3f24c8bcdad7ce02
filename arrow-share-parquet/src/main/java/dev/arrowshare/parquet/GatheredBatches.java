package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.UnsupportedFeatureException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Batches from the ends of files that will be joined to one. Dictionaries that differ are unified, as long as they have no more values
 * than the joined batch may have rows: larger ones take longer to compare than the batch is worth.
 *
 * <p><b>Ownership:</b> batches that are added are taken over.
 */
final class GatheredBatches implements AutoCloseable {
    private final List<Batch> batches = new ArrayList<>();
    private final Deque<Batch> apart = new ArrayDeque<>();
    private @Nullable BatchLimits limits;
    private long rows;
    private long bytes;
    private long dictionaryValues;

    boolean isEmpty() {
        return batches.isEmpty();
    }

    /** Whether a batch, of a file with these limits, may be joined with what is here. */
    boolean fits(Batch batch, BatchLimits ofFile) {
        BatchLimits lower = limits == null ? ofFile : limits.least(ofFile);
        return lower.allow(rows + batch.rows(), bytes + RowBytes.of(batch))
                && dictionaryValues + dictionaryValues(batch) <= lower.mostRows();
    }

    void add(Batch batch, BatchLimits ofFile) {
        batches.add(batch);
        limits = limits == null ? ofFile : limits.least(ofFile);
        rows += batch.rows();
        bytes += RowBytes.of(batch);
        dictionaryValues += dictionaryValues(batch);
    }

    /** Whether nothing more need be joined. */
    boolean areEnough() {
        return limits != null && limits.areEnough(rows, bytes);
    }

    private static long dictionaryValues(Batch batch) {
        return dictionaryValues(batch.schemaFields().fields(), batch);
    }

    private static long dictionaryValues(List<Field> fields, Batch batch) {
        long sum = 0;
        for (Field field : fields) {
            DictionaryEncoding encoding = field.getDictionary();
            FieldVector values = encoding == null ? null : batch.dictionary(encoding.getId());
            sum += values == null ? 0 : values.getValueCount();
            sum += dictionaryValues(field.getChildren(), batch);
        }
        return sum;
    }

    /** What was gathered as one batch, the caller's; nothing is gathered then. Where that cannot be, the first, and the others later. */
    Batch joined() {
        try {
            if (batches.size() == 1) {
                return batches.remove(0);
            }
            Batch all = Batch.concat(batches);
            batches.forEach(Batch::close);
            batches.clear();
            return all;
        } catch (UnsupportedFeatureException e) {
            // The unified dictionary is beyond the reach of its indices.
            apart.addAll(batches.subList(1, batches.size()));
            Batch first = batches.get(0);
            batches.clear();
            return first;
        } finally {
            if (batches.isEmpty()) {
                limits = null;
                rows = 0;
                bytes = 0;
                dictionaryValues = 0;
            }
        }
    }

    /** One that could not be joined, before any other. */
    @Nullable
    Batch apart() {
        return apart.poll();
    }

    @Override
    public void close() {
        batches.forEach(Batch::close);
        batches.clear();
        apart.forEach(Batch::close);
        apart.clear();
    }
}
