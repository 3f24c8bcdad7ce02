package dev.arrowshare.parquet.page;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.ArrowType.ExtensionType;
import org.apache.arrow.vector.types.pojo.ExtensionTypeRegistry;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.parquet.column.schema.EdgeInterpolationAlgorithm;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.GeographyLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.GeometryLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.VariantLogicalTypeAnnotation;
import org.jspecify.annotations.Nullable;

/**
 * The Arrow extension types that Parquet's annotations say: VARIANT is {@code arrow.parquet.variant}, GEOMETRY and GEOGRAPHY are {@code
 * geoarrow.wkb} (geoarrow's extension-types.md), with coordinate reference system and edges as Arrow C++ words them. A column has the
 * extension's class if one is registered for it, else its name and metadata on the field.
 */
final class AnnotatedExtension {
    private static final String VARIANT = "arrow.parquet.variant";
    private static final String WKB = "geoarrow.wkb";
    private static final String SRID = "srid:";
    private static final String PROJJSON = "projjson:";

    private final Map<String, String> fileMetadata;

    /** @param fileMetadata where a reference system may stand that a column refers to */
    AnnotatedExtension(Map<String, String> fileMetadata) {
        this.fileMetadata = fileMetadata;
    }

    /** The type with what the annotation adds; as it is where the writer's own schema has an extension. */
    FieldType apply(FieldType type, @Nullable LogicalTypeAnnotation annotation) {
        boolean isExtension = type.getType() instanceof ExtensionType
                || type.getMetadata().containsKey(ExtensionType.EXTENSION_METADATA_KEY_NAME);
        if (isExtension || annotation == null) {
            return type;
        }
        if (annotation instanceof VariantLogicalTypeAnnotation) {
            return extended(type, VARIANT, "");
        }
        if (annotation instanceof GeometryLogicalTypeAnnotation geometry) {
            return extended(type, WKB, "{" + crs(geometry.getCrs()) + "}");
        }
        if (annotation instanceof GeographyLogicalTypeAnnotation geography) {
            EdgeInterpolationAlgorithm edges = geography.getAlgorithm();
            String name = edges == null ? "spherical" : edges.name().toLowerCase(Locale.ROOT);
            return extended(type, WKB, "{" + crs(geography.getCrs()) + ", \"edges\": \"" + name + "\"}");
        }
        return type;
    }

    private static FieldType extended(FieldType type, String name, String metadata) {
        ArrowType registered = registered(name, metadata, type.getType());
        if (registered != null) {
            return new FieldType(type.isNullable(), registered, type.getDictionary(), type.getMetadata());
        }
        Map<String, String> all = new LinkedHashMap<>(type.getMetadata());
        all.put(ExtensionType.EXTENSION_METADATA_KEY_NAME, name);
        all.put(ExtensionType.EXTENSION_METADATA_KEY_METADATA, metadata);
        return new FieldType(type.isNullable(), type.getType(), type.getDictionary(), all);
    }

    /** The caller's own class, unless it is for another storage. */
    private static @Nullable ArrowType registered(String name, String metadata, ArrowType storage) {
        ExtensionType known = ExtensionTypeRegistry.lookup(name);
        try {
            return known == null ? null : known.deserialize(storage, metadata);
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return null;
        }
    }

    private String crs(@Nullable String crs) {
        if (crs == null || crs.isEmpty()) {
            return "\"crs\": \"OGC:CRS84\", \"crs_type\": \"authority_code\"";
        }
        if (crs.startsWith(SRID)) {
            return "\"crs\": " + Json.quoted(crs.substring(SRID.length())) + ", \"crs_type\": \"srid\"";
        }
        String referred = crs.startsWith(PROJJSON) ? fileMetadata.get(crs.substring(PROJJSON.length())) : null;
        return referred == null
                ? "\"crs\": " + objectOrText(crs)
                : "\"crs\": " + objectOrText(referred) + ", \"crs_type\": \"projjson\"";
    }

    /** PROJJSON is an object, and stands as it is. */
    private static String objectOrText(String crs) {
        return Json.isObject(crs) ? crs.strip() : Json.quoted(crs);
    }
}
