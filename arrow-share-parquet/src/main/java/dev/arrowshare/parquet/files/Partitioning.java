package dev.arrowshare.parquet.files;

import dev.arrowshare.error.SchemaMismatchException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The columns that the folders of some files make, each with one type over all of them.
 *
 * <p><b>Threads:</b> safe.
 *
 * <p><b>Errors:</b> {@link SchemaMismatchException} for files in different folders, or a column that is in a file as well.
 */
public final class Partitioning {
    /** No columns. */
    public static final Partitioning NONE = new Partitioning(Map.of());

    private final Map<String, PartitionType> types;

    private Partitioning(Map<String, PartitionType> types) {
        this.types = types;
    }

    /** What the files' folders say; a column that only some of them have is null elsewhere. */
    public static Partitioning of(List<Path> files) {
        Map<String, List<@Nullable String>> values = new LinkedHashMap<>();
        for (Path file : files) {
            PartitionValues.of(file)
                    .forEach((column, value) -> values.computeIfAbsent(column, name -> new ArrayList<>())
                            .add(value));
        }
        Map<String, PartitionType> types = new LinkedHashMap<>();
        values.forEach((column, all) -> types.put(column, PartitionType.of(all)));
        return new Partitioning(types);
    }

    /** Fails unless each file has each of the columns. */
    public void requireAll(List<Path> files) {
        for (Path file : files) {
            List<String> columns = List.copyOf(PartitionValues.of(file).keySet());
            if (columns.size() != types.size()) {
                throw new SchemaMismatchException("the files of one dataset differ in their partition columns: " + file
                        + " has " + columns + ", together they have " + names()
                        + "; unionSchemas reads what is missing as null, ignorePartitions does without");
            }
        }
    }

    /** Fails if a file has one of the columns itself. */
    public void requireNone(Path file, Schema schema) {
        for (Field field : schema.getFields()) {
            if (types.containsKey(field.getName())) {
                throw new SchemaMismatchException(file + ": the column '" + field.getName()
                        + "' is in the file and in the names of its folders; ignorePartitions reads the file's own");
            }
        }
    }

    /** The names of the columns, in the order of the folders. */
    public List<String> names() {
        return List.copyOf(types.keySet());
    }

    /** The columns, in the order of the folders. */
    public List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        types.forEach((name, type) -> fields.add(type.field(name)));
        return fields;
    }

    /** What the folders of a file say about a column, in the form in which filters compare; nothing if that is null. */
    public Optional<Object> value(String column, Path file) {
        PartitionType type = types.get(column);
        String value = type == null ? null : PartitionValues.of(file).get(column);
        return type == null || value == null ? Optional.empty() : Optional.of(type.compared(value));
    }

    @Nullable
    PartitionType type(String column) {
        return types.get(column);
    }
}
