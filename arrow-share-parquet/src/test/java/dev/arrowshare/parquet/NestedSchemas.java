package dev.arrowshare.parquet;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/** Random Parquet schemas of structs, lists and maps of every kind that writers use. */
final class NestedSchemas {
    private final Random random;

    private NestedSchemas(Random random) {
        this.random = random;
    }

    static MessageType random(Random random, int depth) {
        NestedSchemas schemas = new NestedSchemas(random);
        List<Type> columns = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            columns.add(schemas.field("c" + i, schemas.repetition(), 1 + random.nextInt(depth)));
        }
        return new MessageType("m", columns);
    }

    private Repetition repetition() {
        return random.nextInt(3) == 0 ? Repetition.REQUIRED : Repetition.OPTIONAL;
    }

    private Type field(String name, Repetition repetition, int depth) {
        if (depth == 0) {
            return leaf(name, repetition);
        }
        return switch (random.nextInt(5)) {
            case 0 -> struct(name, repetition, depth);
            case 1, 2 -> list(name, repetition, depth);
            case 3 -> map(name, repetition, depth);
            default ->
                random.nextBoolean() ? leaf(name, Repetition.REPEATED) : struct(name, Repetition.REPEATED, depth);
        };
    }

    private Type leaf(String name, Repetition repetition) {
        return switch (random.nextInt(6)) {
            case 0 -> Types.primitive(PrimitiveTypeName.BOOLEAN, repetition).named(name);
            case 1 -> Types.primitive(PrimitiveTypeName.INT32, repetition).named(name);
            case 2 -> Types.primitive(PrimitiveTypeName.DOUBLE, repetition).named(name);
            case 3 ->
                Types.primitive(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, repetition)
                        .length(5)
                        .named(name);
            case 4 -> Types.primitive(PrimitiveTypeName.INT64, repetition).named(name);
            default ->
                Types.primitive(PrimitiveTypeName.BINARY, repetition)
                        .as(LogicalTypeAnnotation.stringType())
                        .named(name);
        };
    }

    private GroupType struct(String name, Repetition repetition, int depth) {
        List<Type> fields = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            fields.add(field("f" + i, repetition(), random.nextInt(depth)));
        }
        return new GroupType(repetition, name, fields);
    }

    private GroupType list(String name, Repetition repetition, int depth) {
        Type repeated = random.nextInt(4) == 0
                ? struct("array", Repetition.REPEATED, depth)
                : new GroupType(Repetition.REPEATED, "list", notRepeated("element", depth - 1));
        return annotated(name, repetition, LogicalTypeAnnotation.listType(), repeated);
    }

    /** A repeated field in a repeated group makes that one the element. */
    private Type notRepeated(String name, int depth) {
        Type field = field(name, repetition(), depth);
        return field.isRepetition(Repetition.REPEATED) ? leaf(name, repetition()) : field;
    }

    private GroupType map(String name, Repetition repetition, int depth) {
        Type key = leaf("key", Repetition.REQUIRED);
        GroupType entries =
                new GroupType(Repetition.REPEATED, "key_value", key, field("value", repetition(), depth - 1));
        return annotated(name, repetition, LogicalTypeAnnotation.mapType(), entries);
    }

    private static GroupType annotated(String name, Repetition repetition, LogicalTypeAnnotation logical, Type child) {
        return Types.buildGroup(repetition).as(logical).addField(child).named(name);
    }
}
