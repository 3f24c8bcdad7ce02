package dev.arrowshare.schema;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Schemas as people read them.
 *
 * <pre>{@code
 * Schemas.describe(schema);     // [fare double, tip double not null]
 * }</pre>
 *
 * <p><b>Threads:</b> safe.
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
}
