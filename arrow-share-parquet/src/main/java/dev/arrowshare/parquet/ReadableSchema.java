package dev.arrowshare.parquet;

import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The Arrow schema that is kept in a file's metadata: without run-end encoding and list views, since Polars does not open files whose
 * schema mentions them. Both are layouts; as their values and as lists the columns hold the same.
 */
final class ReadableSchema {
    private ReadableSchema() {}

    static Schema of(Schema schema) {
        return new Schema(schema.getFields().stream().map(ReadableSchema::of).toList(), schema.getCustomMetadata());
    }

    private static Field of(Field field) {
        if (field.getType() instanceof ArrowType.RunEndEncoded) {
            Field values = of(field.getChildren().get(1));
            return with(field, values.getType(), values.getChildren());
        }
        List<Field> children =
                field.getChildren().stream().map(ReadableSchema::of).toList();
        return with(field, layout(field.getType()), children);
    }

    private static ArrowType layout(ArrowType type) {
        if (type instanceof ArrowType.ListView) {
            return ArrowType.List.INSTANCE;
        }
        return type instanceof ArrowType.LargeListView ? ArrowType.LargeList.INSTANCE : type;
    }

    private static Field with(Field field, ArrowType newType, List<Field> children) {
        FieldType type = new FieldType(field.isNullable(), newType, field.getDictionary(), field.getMetadata());
        return new Field(field.getName(), type, children);
    }
}
