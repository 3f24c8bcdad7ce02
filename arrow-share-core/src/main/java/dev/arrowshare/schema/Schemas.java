package dev.arrowshare.schema;

import dev.arrowshare.error.SchemaMismatchException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Schemas as people read and compare them: by the names, types and nullability of their columns, in order. Key-value metadata and
 * the ids of dictionaries do not count.
 *
 * <pre>{@code
 * Schemas.describe(schema);                                  // [fare double, tip double not null]
 * Schemas.requireEqual(first, second, "trips-2.parquet");    // throws, with the two side by side
 * }</pre>
 *
 * <p>A dictionary-encoded field is printed as {@code dictionary<int32, utf8>} when it is in the format of files; in Arrow-java's
 * memory format it does not know the type of its values.
 *
 * <p><b>Threads:</b> safe.
 *
 * <p><b>Errors:</b> {@link SchemaMismatchException}.
 */
public final class Schemas {
    private Schemas() {}

    /** All columns on one line: {@code [fare double, tip double not null]}. */
    public static String describe(Schema schema) {
        return describe(schema.getFields());
    }

    /** All columns on one line: {@code [fare double, tip double not null]}. */
    public static String describe(List<Field> fields) {
        return fields.stream().map(Schemas::describe).collect(Collectors.joining(", ", "[", "]"));
    }

    /** One column: {@code tip double not null}. */
    public static String describe(Field field) {
        return field.getName() + " " + TypeNames.of(field) + (field.isNullable() ? "" : " not null");
    }

    /** A column's type alone: {@code double}, {@code list<item: utf8>}. */
    public static String typeName(Field field) {
        return TypeNames.of(field);
    }

    /** Whether the columns have the same names, types and nullability in the same order. */
    public static boolean areEqual(Schema one, Schema other) {
        return one.equals(other) || lines(one).equals(lines(other));
    }

    /**
     * Fails unless the columns have the same names, types and nullability in the same order.
     *
     * @param where what has the actual schema: a file, a batch
     */
    public static void requireEqual(Schema expected, Schema actual, String where) {
        if (!areEqual(expected, actual)) {
            throw new SchemaMismatchException(
                    where + " has another schema than expected (marked: ! changed, - missing, + extra)\n"
                            + sideBySide(expected, actual));
        }
    }

    /** One line a column, the two schemas beside each other, with a mark where they differ: {@code !}, {@code -} or {@code +}. */
    public static String sideBySide(Schema expected, Schema actual) {
        return SideBySide.of(expected.getFields(), actual.getFields());
    }

    /** A number that equal schemas share, on every machine and in every version of this library. */
    public static long fingerprint(Schema schema) {
        try {
            byte[] text = String.join("\n", lines(schema)).getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static List<String> lines(Schema schema) {
        return schema.getFields().stream().map(Schemas::line).toList();
    }

    /** Quoted, so that a name with a space or a line break in it is no other schema. */
    private static String line(Field field) {
        return '"' + field.getName().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\" "
                + TypeNames.of(field) + (field.isNullable() ? "" : " not null");
    }
}
