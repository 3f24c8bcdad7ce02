package dev.arrowshare.parquet.encode;

import dev.arrowshare.parquet.page.Json;
import java.util.Locale;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.ArrowType.ExtensionType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.format.EdgeInterpolationAlgorithm;
import org.apache.parquet.format.GeographyType;
import org.apache.parquet.format.GeometryType;
import org.apache.parquet.format.LogicalType;
import org.jspecify.annotations.Nullable;

/** What Parquet calls an Arrow extension type, which may be a class or no more than a name in a field's metadata. */
final class ExtensionAnnotation {
    static final String VARIANT = "arrow.parquet.variant";
    static final String WKB = "geoarrow.wkb";

    private ExtensionAnnotation() {}

    /** The extension's name; empty when there is none. */
    static String name(Field field) {
        return field.getType() instanceof ExtensionType extension
                ? extension.extensionName()
                : field.getMetadata().getOrDefault(ExtensionType.EXTENSION_METADATA_KEY_NAME, "");
    }

    private static String metadata(Field field) {
        return field.getType() instanceof ExtensionType extension
                ? extension.serialize()
                : field.getMetadata().getOrDefault(ExtensionType.EXTENSION_METADATA_KEY_METADATA, "");
    }

    /**
     * GEOMETRY, or GEOGRAPHY where edges are not straight lines.
     *
     * @throws IllegalArgumentException for metadata that is not geoarrow's
     */
    static LogicalType geospatial(Field field) {
        String metadata = metadata(field);
        Map<String, String> members = metadata.isBlank() ? Map.of() : Json.members(metadata);
        String crs = crs(members.get("crs"), text(members.get("crs_type")));
        String edges = text(members.get("edges"));
        if (edges == null || edges.equals("planar")) {
            GeometryType geometry = new GeometryType();
            return LogicalType.GEOMETRY(crs == null ? geometry : geometry.setCrs(crs));
        }
        GeographyType geography =
                new GeographyType().setAlgorithm(EdgeInterpolationAlgorithm.valueOf(edges.toUpperCase(Locale.ROOT)));
        return LogicalType.GEOGRAPHY(crs == null ? geography : geography.setCrs(crs));
    }

    /** Longitude and latitude is what Parquet means where it says nothing. */
    private static @Nullable String crs(@Nullable String value, @Nullable String type) {
        if (value == null || value.equals("null")) {
            return null;
        }
        if (!value.startsWith("\"")) {
            return value;
        }
        String crs = Json.unquoted(value);
        boolean isUsual = crs.equals("OGC:CRS84") || crs.equals("EPSG:4326");
        return isUsual ? null : "srid".equals(type) ? "srid:" + crs : crs;
    }

    private static @Nullable String text(@Nullable String value) {
        return value == null || value.equals("null") ? null : Json.unquoted(value);
    }
}
