package dev.arrowshare.parquet.files;

import dev.arrowshare.error.SchemaMismatchException;
import dev.arrowshare.schema.Schemas;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The columns of several files, joined by name, in the order in which they first appear. A column is as wide as its widest, and
 * nullable where a file may have nulls in it or does not have it. The fields of structs are joined in the same way, wherever they are.
 *
 * <p><b>Threads:</b> for one.
 *
 * <p><b>Errors:</b> {@link SchemaMismatchException} with both schemas side by side, for types that have nothing in common.
 */
public final class SchemaUnion {
    /** A column so far, and the file that had it first. */
    private record Joined(Field field, Path file, Schema schema) {}

    private final Map<String, Joined> columns = new LinkedHashMap<>();
    private boolean isFirst = true;

    /** Joins a file's columns, as the file declares them. */
    public void add(Path file, Schema schema) {
        Set<String> names = new HashSet<>();
        for (Field field : schema.getFields()) {
            if (!names.add(field.getName())) {
                throw new SchemaMismatchException(file + ": has the column '" + field.getName()
                        + "' twice, so that its schema cannot be joined with others by name");
            }
            Joined known = columns.get(field.getName());
            Field joined = known == null ? appearing(field) : join(known, file, schema, field);
            columns.put(field.getName(), known == null ? new Joined(joined, file, schema) : with(known, joined));
        }
        columns.replaceAll((name, known) ->
                names.contains(name) ? known : with(known, typed(known.field, known.field.getType(), true)));
        isFirst = false;
    }

    private Field appearing(Field field) {
        return isFirst ? field : typed(field, field.getType(), true);
    }

    private static Joined with(Joined known, Field field) {
        return new Joined(field, known.file, known.schema);
    }

    private static Field join(Joined known, Path file, Schema schema, Field field) {
        try {
            return JoinedField.of(known.field, field);
        } catch (SchemaMismatchException e) {
            throw new SchemaMismatchException("column " + e.getMessage() + ": " + known.file + " (left), " + file
                    + " (right)\n" + Schemas.sideBySide(known.schema, schema));
        }
    }

    private static Field typed(Field field, ArrowType type, boolean nullable) {
        FieldType joined = new FieldType(nullable, type, field.getDictionary(), field.getMetadata());
        return new Field(field.getName(), joined, field.getChildren());
    }

    /** The columns, as files declare them. Each dictionary has an id of its own, whatever ids it has in the files. */
    public List<Field> fields() {
        long[] nextId = new long[1];
        return columns.values().stream()
                .map(known -> numbered(known.field, nextId))
                .toList();
    }

    private static Field numbered(Field field, long[] nextId) {
        DictionaryEncoding old = field.getDictionary();
        DictionaryEncoding encoding =
                old == null ? null : new DictionaryEncoding(nextId[0]++, old.isOrdered(), old.getIndexType());
        List<Field> children = field.getChildren().stream()
                .map(child -> numbered(child, nextId))
                .toList();
        FieldType type = new FieldType(field.isNullable(), field.getType(), encoding, field.getMetadata());
        return new Field(field.getName(), type, children);
    }
}
