package dev.arrowshare.parquet.page;

import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.parquet.ParquetReadOptions;
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
    private final ParquetReadOptions options;
    private final StoredArrowSchema stored;

    SchemaMapping(Path path, MessageType schema, Map<String, String> metadata, ParquetReadOptions options) {
        this.path = path;
        this.schema = schema;
        this.options = options;
        this.metadata = new LinkedHashMap<>(metadata);
        String arrowSchema = this.metadata.remove(StoredArrowSchema.KEY);
        this.stored = options.ignoresArrowSchema() ? StoredArrowSchema.none() : StoredArrowSchema.of(path, arrowSchema);
    }

    ColumnSelection select() {
        int[] firstLeaf = new int[schema.getFieldCount()];
        for (int i = 1; i < firstLeaf.length; i++) {
            firstLeaf[i] = firstLeaf[i - 1] + leaves(schema.getType(i - 1));
        }
        List<LeafColumn> columns = new ArrayList<>();
        for (int index : chosen(options.columns())) {
            columns.add(column(schema.getType(index), firstLeaf[index], columns.size()));
        }
        return ColumnSelection.of(columns, metadata);
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

    private LeafColumn column(Type type, int leaf, int position) {
        if (!type.isPrimitive()) {
            throw unsupported(type, "it is nested");
        }
        if (type.isRepetition(Type.Repetition.REPEATED)) {
            throw unsupported(type, "it is repeated");
        }
        PrimitiveType primitive = type.asPrimitiveType();
        ArrowType arrow = LogicalTypes.arrow(primitive, options.int96Unit());
        if (arrow == null) {
            throw unsupported(type, "its type " + primitive + " has no Arrow type here");
        }
        int typeLength = primitive.getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY
                ? primitive.getTypeLength()
                : 0;
        boolean optional = type.isRepetition(Type.Repetition.OPTIONAL);
        FieldType restored = RestoredField.of(primitive, optional, arrow, stored.field(type.getName()), position);
        return new LeafColumn(leaf, physical(primitive), typeLength, optional, field(primitive, restored));
    }

    private static Field field(PrimitiveType column, FieldType type) {
        if (column.getId() == null) {
            return new Field(column.getName(), type, null);
        }
        Map<String, String> metadata = new LinkedHashMap<>(type.getMetadata());
        metadata.put(FIELD_ID, String.valueOf(column.getId().intValue()));
        FieldType withId = new FieldType(type.isNullable(), type.getType(), type.getDictionary(), metadata);
        return new Field(column.getName(), withId, null);
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
