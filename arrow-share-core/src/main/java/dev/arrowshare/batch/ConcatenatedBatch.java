package dev.arrowshare.batch;

import dev.arrowshare.batch.Concatenation.Part;
import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.schema.Schemas;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** The making of {@link Batch#concat}: first the dictionaries are unified, then each column is copied with their new indices. */
final class ConcatenatedBatch {
    private final List<Batch> batches;
    private final BufferAllocator allocator;
    private final Map<Long, DictionaryUnion> unions = new TreeMap<>();
    private final Map<Long, Column> dictionaries = new TreeMap<>();
    private final List<Column> columns = new ArrayList<>();

    private ConcatenatedBatch(List<Batch> batches) {
        this.batches = batches;
        this.allocator = batches.get(0).allocator();
    }

    static Batch of(List<Batch> batches) {
        Batch first = batches.get(0);
        for (int i = 1; i < batches.size(); i++) {
            Schemas.requireEqual(first.schema(), batches.get(i).schema(), "batch " + i + " of a concat");
        }
        ConcatenatedBatch result = new ConcatenatedBatch(batches);
        try {
            return result.concatenate(first);
        } catch (RuntimeException | Error e) {
            result.columns.forEach(Column::release);
            result.dictionaries.values().forEach(Column::release);
            throw e;
        }
    }

    private Batch concatenate(Batch first) {
        // Copies forget where their contents come from.
        batches.forEach(Batch::requireCheckedContents);
        for (int i = 0; i < first.columnCount(); i++) {
            unify(fieldsOf(i));
        }
        Concatenation concatenation = new Concatenation(allocator, unions);
        for (int i = 0; i < first.columnCount(); i++) {
            Field field = fieldsOf(i).get(0);
            columns.add(new Column(concatenation.of(field, parts(i)), field));
        }
        long rows = batches.stream().mapToLong(Batch::rows).sum();
        return new Batch(new ColumnSet(columns, dictionaries), first.metadata(), rows, allocator);
    }

    private List<Field> fieldsOf(int column) {
        return batches.stream()
                .map(batch -> batch.columns().list().get(column).field())
                .toList();
    }

    private List<Part> parts(int column) {
        List<Part> parts = new ArrayList<>();
        for (int source = 0; source < batches.size(); source++) {
            parts.add(Part.of(batches.get(source).column(column), source));
        }
        return parts;
    }

    /** The same field of each batch. Their dictionaries may have other ids, which are private to where a batch came from. */
    private void unify(List<Field> fields) {
        DictionaryEncoding encoding = fields.get(0).getDictionary();
        if (encoding != null) {
            unify(encoding, fields.stream().map(Field::getDictionary).toList());
        }
        for (int child = 0; child < fields.get(0).getChildren().size(); child++) {
            int index = child;
            unify(fields.stream().map(field -> field.getChildren().get(index)).toList());
        }
    }

    private void unify(DictionaryEncoding encoding, List<@Nullable DictionaryEncoding> encodings) {
        List<FieldVector> vectors = new ArrayList<>();
        for (int source = 0; source < batches.size(); source++) {
            vectors.add(dictionary(source, encodings.get(source)));
        }
        DictionaryUnion union = DictionaryUnion.of(vectors, encoding);
        DictionaryUnion known = unions.putIfAbsent(encoding.getId(), union);
        if (known != null) {
            requireSame(encoding, known, union);
            return;
        }
        unify(vectors.stream().map(FieldVector::getField).toList());
        dictionaries.put(encoding.getId(), unified(encoding.getId(), vectors.get(0), union));
    }

    private FieldVector dictionary(int source, @Nullable DictionaryEncoding encoding) {
        FieldVector vector = encoding == null ? null : batches.get(source).dictionary(encoding.getId());
        if (vector == null) {
            throw new IllegalArgumentException("batch " + source + " of a concat has no dictionary for "
                    + Schemas.describe(batches.get(source).schema()));
        }
        return vector;
    }

    private void requireSame(DictionaryEncoding encoding, DictionaryUnion known, DictionaryUnion union) {
        for (int source = 0; source < batches.size(); source++) {
            if (!Arrays.equals(known.indices(source), union.indices(source))) {
                throw new UnsupportedFeatureException("columns of the first batch share dictionary " + encoding.getId()
                        + ", those of batch " + source + " have dictionaries of their own");
            }
        }
    }

    private Column unified(long id, FieldVector first, DictionaryUnion union) {
        Column held = batches.get(0).columns().dictionary(id);
        if (union.added().isEmpty() && held != null) {
            return held.retain();
        }
        List<Part> parts = new ArrayList<>(List.of(Part.of(first, 0)));
        parts.addAll(union.added());
        return new Column(new Concatenation(allocator, unions).of(first.getField(), parts));
    }
}
