package dev.arrowshare.parquet.page;

import dev.arrowshare.error.UnsupportedFeatureException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapKeyValueTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Fields of a Parquet schema as columns, nested ones by the rules of LogicalTypes.md, "Nested Types", backward compatibility included.
 * Only the leaves that are wanted, and the groups above them, are there in the result.
 */
final class FieldMapping {
    private final Path file;
    private final TimeUnit int96Unit;
    private final TextShapes shapes;
    private final AnnotatedExtension extensions;
    private BitSet wanted = new BitSet();
    private int leaf;
    private int mapped;

    FieldMapping(Path file, TimeUnit int96Unit, TextShapes shapes, AnnotatedExtension extensions) {
        this.file = file;
        this.int96Unit = int96Unit;
        this.shapes = shapes;
        this.extensions = extensions;
    }

    /**
     * A field below the node at hand.
     *
     * @param names from the root on, its own last
     * @param levels of the node above
     * @param stored as the writer's Arrow schema has it
     */
    private record Place(
            List<String> names, Levels levels, @Nullable Field stored) {
        Place below(Type field, @Nullable Field storedField) {
            List<String> path =
                    Stream.concat(names.stream(), Stream.of(field.getName())).toList();
            return new Place(path, levels, storedField);
        }

        Place at(Levels changed) {
            return new Place(names, changed, stored);
        }

        /** What the stored schema says about a list's values. */
        @Nullable
        Field storedChild() {
            return stored == null || stored.getChildren().size() != 1
                    ? null
                    : stored.getChildren().get(0);
        }

        @Nullable
        Field storedChild(String name) {
            return stored == null
                    ? null
                    : stored.getChildren().stream()
                            .filter(child -> child.getName().equals(name))
                            .findFirst()
                            .orElse(null);
        }
    }

    /** A column of the file, of whose leaves those are read; at least one must be the column's. */
    ColumnNode column(Type type, int firstLeaf, BitSet leaves, @Nullable Field stored) {
        wanted = leaves;
        leaf = firstLeaf;
        Place place = new Place(List.of(type.getName()), Levels.ROOT, stored);
        return Objects.requireNonNull(field(type, place), "nothing of the column is wanted");
    }

    private @Nullable ColumnNode field(Type type, Place place) {
        if (type.isRepetition(Type.Repetition.REPEATED)) {
            return unannotatedList(type, place);
        }
        boolean optional = type.isRepetition(Type.Repetition.OPTIONAL);
        return value(type, optional, optional ? place.at(place.levels().optional()) : place);
    }

    /** A repeated field outside of a list or a map: a list that is never null, of values that never are. */
    private @Nullable ColumnNode unannotatedList(Type type, Place place) {
        Place item = new Place(place.names(), place.levels().repeated(), place.storedChild());
        ColumnNode child = value(type, false, item);
        return child == null
                ? null
                : GroupColumn.of(type.getName(), listType(null, false, place), false, place.levels(), List.of(child));
    }

    /** A field as if it were not repeated. */
    private @Nullable ColumnNode value(Type type, boolean optional, Place place) {
        if (type.isPrimitive()) {
            return leaf(type.asPrimitiveType(), optional, place);
        }
        GroupType group = type.asGroupType();
        if (!hasRepeatedChild(group)) {
            return struct(group, optional, place);
        }
        if (isMap(group.getLogicalTypeAnnotation())) {
            return map(group, optional, place);
        }
        return group.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation
                ? list(group, optional, place)
                : struct(group, optional, place);
    }

    private static boolean hasRepeatedChild(GroupType group) {
        return group.getFieldCount() == 1 && group.getType(0).isRepetition(Type.Repetition.REPEATED);
    }

    private static boolean isMap(@Nullable LogicalTypeAnnotation logical) {
        return logical instanceof MapLogicalTypeAnnotation || logical instanceof MapKeyValueTypeAnnotation;
    }

    private @Nullable ColumnNode struct(GroupType group, boolean optional, Place place) {
        List<ColumnNode> children = new ArrayList<>();
        for (Type field : group.getFields()) {
            ColumnNode child = field(field, place.below(field, place.storedChild(field.getName())));
            if (child != null) {
                children.add(child);
            }
        }
        FieldType stored = NestedField.type(group, optional, ArrowType.Struct.INSTANCE, place.stored());
        boolean isWhole = children.size() == group.getFieldCount();
        FieldType type = isWhole ? extensions.apply(stored, group.getLogicalTypeAnnotation()) : stored;
        return children.isEmpty() ? null : GroupColumn.of(group.getName(), type, optional, place.levels(), children);
    }

    private @Nullable ColumnNode list(GroupType group, boolean optional, Place place) {
        Type repeated = group.getType(0);
        Place item =
                place.below(repeated, place.storedChild()).at(place.levels().repeated());
        ColumnNode child;
        if (isElement(repeated, group.getName())) {
            child = value(repeated, false, item);
        } else {
            Type element = repeated.asGroupType().getType(0);
            child = field(element, item.below(element, item.stored()));
        }
        return child == null
                ? null
                : GroupColumn.of(
                        group.getName(), listType(group, optional, place), optional, place.levels(), List.of(child));
    }

    /** Whether the repeated field of a list is its element itself, as before there were three levels. */
    private static boolean isElement(Type repeated, String list) {
        if (repeated.isPrimitive()) {
            return true;
        }
        GroupType group = repeated.asGroupType();
        LogicalTypeAnnotation logical = group.getLogicalTypeAnnotation();
        return group.getFieldCount() != 1
                || hasRepeatedChild(group)
                || logical instanceof ListLogicalTypeAnnotation
                || isMap(logical)
                || group.getName().equals("array")
                || group.getName().equals(list + "_tuple");
    }

    /** A map without values is a list of its keys, and one of which only keys or values are read a list of structs of these. */
    private @Nullable ColumnNode map(GroupType group, boolean optional, Place place) {
        GroupType entry =
                group.getType(0).isPrimitive() ? null : group.getType(0).asGroupType();
        if (entry == null || entry.getFieldCount() != 2) {
            return list(group, optional, place);
        }
        Place entries =
                place.below(entry, place.storedChild()).at(place.levels().repeated());
        ColumnNode struct = struct(entry, false, entries);
        if (!(struct instanceof GroupColumn pairs)) {
            return null;
        }
        boolean isWhole = pairs.children().size() == 2;
        FieldType type =
                isWhole ? NestedField.mapType(group, optional, place.stored()) : listType(group, optional, place);
        ColumnNode child = isWhole ? withRequiredKey(pairs) : pairs;
        return GroupColumn.of(group.getName(), type, optional, place.levels(), List.of(child));
    }

    /** Arrow's keys are never null; some writers declare that they may be. */
    private static ColumnNode withRequiredKey(GroupColumn pairs) {
        List<ColumnNode> children =
                List.of(pairs.children().get(0).required(), pairs.children().get(1));
        return GroupColumn.of(pairs.field().getName(), pairs.field().getFieldType(), false, pairs.levels(), children);
    }

    private static FieldType listType(@Nullable GroupType group, boolean optional, Place place) {
        return NestedField.type(group, optional, NestedField.list(place.stored()), place.stored());
    }

    private @Nullable ColumnNode leaf(PrimitiveType type, boolean optional, Place place) {
        int index = leaf++;
        if (!wanted.get(index)) {
            return null;
        }
        ArrowType arrow = LogicalTypes.arrow(type, int96Unit);
        if (arrow == null) {
            throw new UnsupportedFeatureException(file + ": column '" + String.join(".", place.names()) + "': its type "
                    + type + " has no Arrow type here, which is not supported yet");
        }
        int typeLength = type.getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY
                ? type.getTypeLength()
                : 0;
        int number = mapped++;
        FieldType restored = RestoredField.of(type, optional, arrow, place.stored(), number);
        FieldType extended = extensions.apply(restored, type.getLogicalTypeAnnotation());
        FieldType shaped = shapes.of(index).apply(extended, number);
        Field field = new Field(type.getName(), NestedField.withId(shaped, type), null);
        return new LeafColumn(index, physical(type), typeLength, optional, field, place.names(), place.levels());
    }

    private static PhysicalType physical(PrimitiveType type) {
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> PhysicalType.BOOLEAN;
            case INT32 -> PhysicalType.INT32;
            case INT64 -> PhysicalType.INT64;
            case INT96 -> PhysicalType.INT96;
            case FLOAT -> PhysicalType.FLOAT;
            case DOUBLE -> PhysicalType.DOUBLE;
            case BINARY -> PhysicalType.BYTE_ARRAY;
            case FIXED_LEN_BYTE_ARRAY -> PhysicalType.FIXED_LEN_BYTE_ARRAY;
        };
    }
}
