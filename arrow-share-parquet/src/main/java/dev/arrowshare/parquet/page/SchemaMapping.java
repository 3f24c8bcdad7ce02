package dev.arrowshare.parquet.page;

import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.error.UnsupportedFeatureException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** A Parquet schema as Arrow fields, as the writer's own Arrow schema wants them where the file has one. */
final class SchemaMapping {
    private static final String FIELD_ID = "PARQUET:field_id";

    private final Path path;
    private final MessageType schema;
    private final Map<String, String> metadata;
    private final StoredArrowSchema stored;

    SchemaMapping(Path path, MessageType schema, Map<String, String> metadata) {
        this.path = path;
        this.schema = schema;
        this.metadata = new LinkedHashMap<>(metadata);
        this.stored = StoredArrowSchema.of(path, this.metadata.remove(StoredArrowSchema.KEY));
    }

    ColumnSelection select(@Nullable List<String> names) {
        int[] firstLeaf = new int[schema.getFieldCount()];
        for (int i = 1; i < firstLeaf.length; i++) {
            firstLeaf[i] = firstLeaf[i - 1] + leaves(schema.getType(i - 1));
        }
        List<LeafColumn> columns = new ArrayList<>();
        for (int index : chosen(names)) {
            columns.add(column(schema.getType(index), firstLeaf[index]));
        }
        List<Field> fields = columns.stream().map(LeafColumn::field).toList();
        return new ColumnSelection(columns, new Schema(fields, metadata));
    }

    private int[] chosen(@Nullable List<String> names) {
        if (names == null) {
            return IntStream.range(0, schema.getFieldCount()).toArray();
        }
        return names.stream().mapToInt(this::indexOf).toArray();
    }

    private int indexOf(String name) {
        if (!schema.containsField(name)) {
            throw new NoSuchColumnException(path + ": no column '" + name + "'; columns are "
                    + schema.getFields().stream().map(Type::getName).collect(Collectors.joining(", ")));
        }
        return schema.getFieldIndex(name);
    }

    private static int leaves(Type type) {
        if (type.isPrimitive()) {
            return 1;
        }
        GroupType group = type.asGroupType();
        return group.getFields().stream().mapToInt(SchemaMapping::leaves).sum();
    }

    private LeafColumn column(Type type, int leaf) {
        if (!type.isPrimitive()) {
            throw unsupported(type, "it is nested");
        }
        if (type.isRepetition(Type.Repetition.REPEATED)) {
            throw unsupported(type, "it is repeated");
        }
        PrimitiveType primitive = type.asPrimitiveType();
        ArrowType arrow = LogicalTypes.arrow(primitive);
        if (arrow == null) {
            throw unsupported(type, "its type " + primitive + " has no Arrow type here");
        }
        boolean optional = type.isRepetition(Type.Repetition.OPTIONAL);
        int typeLength = primitive.getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY
                ? primitive.getTypeLength()
                : 0;
        return new LeafColumn(leaf, physical(primitive), typeLength, optional, field(primitive, arrow, optional));
    }

    private Field field(PrimitiveType type, ArrowType arrow, boolean optional) {
        Map<String, String> fieldMetadata = new LinkedHashMap<>(stored.metadata(type.getName()));
        if (type.getId() != null) {
            fieldMetadata.put(FIELD_ID, String.valueOf(type.getId().intValue()));
        }
        ArrowType wanted = stored.restore(type.getName(), arrow);
        return new Field(
                type.getName(),
                new FieldType(optional, wanted, null, fieldMetadata.isEmpty() ? null : fieldMetadata),
                null);
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

    private UnsupportedFeatureException unsupported(Type type, String why) {
        return new UnsupportedFeatureException(
                path + ": column '" + type.getName() + "': " + why + ", which is not supported yet");
    }
}
