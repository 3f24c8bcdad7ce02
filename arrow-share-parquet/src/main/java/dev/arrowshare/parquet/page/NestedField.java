package dev.arrowshare.parquet.page;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.ArrowType.ExtensionType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** The Arrow types of nested columns, as their writer had them where the file says so. */
final class NestedField {
    private static final String FIELD_ID = "PARQUET:field_id";

    private NestedField() {}

    /**
     * A type with the metadata of the stored field, and the extension that stands on it.
     *
     * @param parquet the field that may have an id; null when another one has it
     */
    static FieldType type(@Nullable Type parquet, boolean optional, ArrowType type, @Nullable Field stored) {
        ArrowType wanted = stored == null ? type : stored.getType();
        boolean isBelieved = storage(wanted).equals(type);
        Map<String, String> metadata = new LinkedHashMap<>(stored == null ? Map.of() : stored.getMetadata());
        if (!isBelieved) {
            metadata.remove(ExtensionType.EXTENSION_METADATA_KEY_NAME);
            metadata.remove(ExtensionType.EXTENSION_METADATA_KEY_METADATA);
        }
        FieldType result = new FieldType(optional, isBelieved ? wanted : type, null, metadata);
        return parquet == null ? result : withId(result, parquet);
    }

    static FieldType withId(FieldType type, Type parquet) {
        if (parquet.getId() == null) {
            return type;
        }
        Map<String, String> metadata = new LinkedHashMap<>(type.getMetadata());
        metadata.put(FIELD_ID, String.valueOf(parquet.getId().intValue()));
        return new FieldType(type.isNullable(), type.getType(), type.getDictionary(), metadata);
    }

    /** The kind of list that is stored, or a usual one. */
    static ArrowType list(@Nullable Field stored) {
        ArrowType wanted = stored == null ? ArrowType.List.INSTANCE : storage(stored.getType());
        return switch (wanted.getTypeID()) {
            case LargeList, ListView, LargeListView -> wanted;
            case FixedSizeList ->
                ((ArrowType.FixedSizeList) wanted).getListSize() < 0 ? ArrowType.List.INSTANCE : wanted;
            default -> ArrowType.List.INSTANCE;
        };
    }

    static FieldType mapType(Type parquet, boolean optional, @Nullable Field stored) {
        ArrowType wanted = stored == null ? ArrowType.List.INSTANCE : storage(stored.getType());
        return type(parquet, optional, wanted instanceof ArrowType.Map ? wanted : new ArrowType.Map(false), stored);
    }

    private static ArrowType storage(ArrowType type) {
        return type instanceof ExtensionType extension ? extension.storageType() : type;
    }
}
