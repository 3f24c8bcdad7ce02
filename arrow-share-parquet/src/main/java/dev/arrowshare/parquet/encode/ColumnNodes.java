package dev.arrowshare.parquet.encode;

import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.schema.Schemas;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** Makes the tree of an Arrow field, with the groups and names that the format gives lists and maps (LogicalTypes, "Nested Types"). */
final class ColumnNodes {
    private ColumnNodes() {}

    /** The node of a field that is called {@code name} in Parquet. */
    static ColumnNode at(Place parent, String name, Field field) {
        boolean isOptional = field.isNullable() || field.getType() instanceof ArrowType.Null;
        return at(parent.child(name, isOptional), field);
    }

    private static ColumnNode at(Place place, Field field) {
        if (place.definition() > Place.MOST_LEVELS) {
            throw unsupported(place, field, "it is nested more than " + Place.MOST_LEVELS + " levels deep");
        }
        ArrowType type = storage(field.getType());
        if (type instanceof ArrowType.RunEndEncoded) {
            return at(place, ofRuns(place, field));
        }
        if (type instanceof ArrowType.Struct) {
            requireVariant(place, field);
            return ColumnNode.Struct.of(field, place, members(place, field));
        }
        if (type instanceof ArrowType.Map) {
            return map(place, field);
        }
        if (field.getChildren().size() == 1 && !(type instanceof ArrowType.Union)) {
            Place repeated = place.repeated("list");
            return new ColumnNode.Repeated(
                    field,
                    place,
                    repeated,
                    at(repeated, "element", field.getChildren().get(0)));
        }
        return new ColumnNode.Leaf(field, place, type(place, field));
    }

    private static ColumnType type(Place place, Field field) {
        ColumnTypes types = new ColumnTypes(field, place);
        return types.annotated(field.getType().accept(types));
    }

    private static ArrowType storage(ArrowType type) {
        return type instanceof ArrowType.ExtensionType extension ? storage(extension.storageType()) : type;
    }

    /** A run-end encoded field is written as its values, which alone can be null. */
    private static Field ofRuns(Place place, Field field) {
        Field values = field.getChildren().get(1);
        if (values.isNullable() && !place.isOptional()) {
            throw unsupported(place, field, "its values may be null and it itself may not; declare both alike");
        }
        FieldType type =
                new FieldType(field.isNullable(), values.getType(), values.getDictionary(), field.getMetadata());
        return new Field(field.getName(), type, values.getChildren());
    }

    /** What calls itself a variant must be one that others can read. */
    private static void requireVariant(Place place, Field field) {
        boolean isSound = field.getChildren().stream().anyMatch(ColumnNodes::isVariantMetadata);
        if (!isSound && ExtensionAnnotation.name(field).equals(ExtensionAnnotation.VARIANT)) {
            throw unsupported(place, field, "a variant has a member 'metadata' of bytes that is never null");
        }
    }

    private static boolean isVariantMetadata(Field member) {
        ArrowType type = member.getType();
        return member.getName().equals("metadata")
                && !member.isNullable()
                && (type instanceof ArrowType.Binary
                        || type instanceof ArrowType.LargeBinary
                        || type instanceof ArrowType.BinaryView);
    }

    private static List<ColumnNode> members(Place place, Field field) {
        if (field.getChildren().isEmpty()) {
            throw unsupported(place, field, "Parquet has no groups without members");
        }
        Set<String> names = new HashSet<>();
        List<ColumnNode> members = new ArrayList<>();
        for (Field child : field.getChildren()) {
            if (!names.add(child.getName())) {
                throw unsupported(place, field, "it has two members called '" + child.getName() + "'");
            }
            members.add(at(place, child.getName(), child));
        }
        return members;
    }

    private static ColumnNode map(Place place, Field field) {
        Field entries = field.getChildren().get(0);
        Place repeated = place.repeated("key_value");
        Field key = entries.getChildren().get(0);
        if (key.getType() instanceof ArrowType.Null) {
            throw unsupported(place, field, "the keys of a map cannot be null");
        }
        ColumnNode keys = at(repeated.child("key", false), key);
        ColumnNode values = at(repeated, "value", entries.getChildren().get(1));
        ColumnNode pairs = ColumnNode.Struct.entries(entries, repeated, List.of(keys, values));
        return new ColumnNode.Repeated(field, place, repeated, pairs);
    }

    static UnsupportedFeatureException unsupported(Place place, Field field, String reason) {
        String type = Schemas.typeName(field) + (field.isNullable() ? "" : " not null");
        return new UnsupportedFeatureException(
                "column '" + place + " " + type + "' cannot be written to Parquet: " + reason);
    }
}
