package dev.arrowshare.parquet.files;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.Columns;
import dev.arrowshare.batch.EmptyVectors;
import dev.arrowshare.schema.Schemas;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How the batches of one file become those of all files: columns are widened, null where the file has none, and those of its folders
 * have the same value in each row. What needs none of that is shared.
 *
 * <p><b>Threads:</b> safe.
 *
 * <p><b>Ownership:</b> batches that come out are the caller's, those that go in remain so.
 */
public final class FileShape {
    private final List<Field> own;
    private final Schema wanted;
    private final Schema wantedVectors;
    private final Partitioning partitioning;
    private final Map<String, @Nullable String> partitions;

    /**
     * @param own the file's columns, as it declares them
     * @param wanted those of all files, also as declared
     */
    public FileShape(Path file, List<Field> own, Schema wanted, Partitioning partitioning) {
        this.own = own;
        this.wanted = wanted;
        this.wantedVectors = new Schema(
                wanted.getFields().stream().map(FileShape::vectorField).toList(), wanted.getCustomMetadata());
        this.partitioning = partitioning;
        this.partitions = PartitionValues.of(file);
    }

    /** As vectors have it: a dictionary-encoded field with the type of its indices. */
    private static Field vectorField(Field field) {
        DictionaryEncoding encoding = field.getDictionary();
        FieldType type = encoding == null
                ? field.getFieldType()
                : new FieldType(field.isNullable(), encoding.getIndexType(), encoding, field.getMetadata());
        List<Field> children = encoding == null
                ? field.getChildren().stream().map(FileShape::vectorField).toList()
                : List.of();
        return new Field(field.getName(), type, children);
    }

    /** Whether the file's batches have it already. */
    public boolean isOfFile() {
        return own.equals(wanted.getFields());
    }

    /** The batch in the shape of all files. */
    public Batch of(Batch batch, BufferAllocator allocator) {
        if (isOfFile()) {
            return batch.retain();
        }
        List<FieldVector> vectors = new ArrayList<>();
        Map<Long, FieldVector> dictionaries = new TreeMap<>();
        try {
            for (int i = 0; i < wanted.getFields().size(); i++) {
                vectors.add(column(i, batch, dictionaries, allocator));
            }
            return Batch.of(wantedVectors, batch.rows(), vectors, dictionaries, allocator);
        } catch (RuntimeException | Error e) {
            vectors.forEach(FieldVector::close);
            dictionaries.values().forEach(FieldVector::close);
            throw e;
        }
    }

    private FieldVector column(int index, Batch batch, Map<Long, FieldVector> dictionaries, BufferAllocator allocator) {
        Field field = wanted.getFields().get(index);
        Field vectorField = wantedVectors.getFields().get(index);
        int rows = Math.toIntExact(batch.rows());
        PartitionType partition = partitioning.type(field.getName());
        if (partition != null) {
            return partition.vector(field.getName(), partitions.get(field.getName()), rows, allocator);
        }
        for (int i = 0; i < own.size(); i++) {
            if (own.get(i).getName().equals(field.getName())) {
                shareDictionaries(own.get(i), field, batch, dictionaries, allocator);
                addMissingDictionaries(own.get(i), field, dictionaries, allocator);
                return Schemas.typeName(own.get(i)).equals(Schemas.typeName(field))
                        ? Columns.share(batch.column(i), vectorField, allocator)
                        : new Reshaping(allocator).of(batch.column(i), vectorField);
            }
        }
        addEmptyDictionaries(field, dictionaries, allocator);
        return NullColumn.of(vectorField, rows, allocator);
    }

    private static void shareDictionaries(
            Field from, Field to, Batch batch, Map<Long, FieldVector> dictionaries, BufferAllocator allocator) {
        Map<Long, Long> ids = new HashMap<>();
        pair(from, to, ids);
        ids.forEach((own, id) -> {
            FieldVector values = batch.dictionary(own);
            if (values != null) {
                dictionaries.put(id, Columns.share(values, values.getField(), allocator));
            }
        });
    }

    /** Dictionaries are at the same places, by the names of structs' fields. */
    private static void pair(Field from, Field to, Map<Long, Long> ids) {
        DictionaryEncoding encoding = from.getDictionary();
        DictionaryEncoding other = to.getDictionary();
        if (encoding != null && other != null) {
            ids.put(encoding.getId(), other.getId());
        }
        for (int i = 0; i < from.getChildren().size(); i++) {
            Field child = from.getChildren().get(i);
            pair(child, counterpart(i, child, from, to), ids);
        }
    }

    /** What a child of one field is in another that was joined with it. */
    private static Field counterpart(int index, Field child, Field from, Field to) {
        if (!(from.getType() instanceof ArrowType.Struct)) {
            return to.getChildren().get(index);
        }
        return to.getChildren().stream()
                .filter(other -> other.getName().equals(child.getName()))
                .findFirst()
                .orElseThrow();
    }

    /** Of fields that a struct of the file lacks. */
    private static void addMissingDictionaries(
            Field from, Field to, Map<Long, FieldVector> dictionaries, BufferAllocator allocator) {
        for (int i = 0; i < to.getChildren().size(); i++) {
            Field child = to.getChildren().get(i);
            boolean isStruct = from.getType() instanceof ArrowType.Struct;
            Field own = isStruct
                    ? from.getChildren().stream()
                            .filter(other -> other.getName().equals(child.getName()))
                            .findFirst()
                            .orElse(null)
                    : from.getChildren().get(i);
            if (own == null) {
                addEmptyDictionaries(child, dictionaries, allocator);
            } else {
                addMissingDictionaries(own, child, dictionaries, allocator);
            }
        }
    }

    private static void addEmptyDictionaries(
            Field field, Map<Long, FieldVector> dictionaries, BufferAllocator allocator) {
        DictionaryEncoding encoding = field.getDictionary();
        if (encoding != null) {
            Field values = new Field("DICT" + encoding.getId(), FieldType.notNullable(field.getType()), null);
            dictionaries.put(encoding.getId(), EmptyVectors.of(values, allocator));
        }
        field.getChildren().forEach(child -> addEmptyDictionaries(child, dictionaries, allocator));
    }
}
