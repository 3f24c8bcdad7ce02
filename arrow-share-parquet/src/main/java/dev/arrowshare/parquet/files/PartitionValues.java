package dev.arrowshare.parquet.files;

import dev.arrowshare.error.ArrowShareException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the folders of a path say in Hive's way: {@code day=2024-01-01/zone=7}. */
public final class PartitionValues {
    private static final String NULL = "__HIVE_DEFAULT_PARTITION__";

    private PartitionValues() {}

    /** The value of each partition column, in the order of the folders, decoded; null for Hive's name for it. */
    public static Map<String, @Nullable String> of(Path file) {
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        Path folders = file.getParent();
        for (Path folder : folders == null ? Path.of("") : folders) {
            String name = folder.toString();
            int equals = name.indexOf('=');
            if (equals > 0) {
                String column = decoded(file, name.substring(0, equals));
                String value = decoded(file, name.substring(equals + 1));
                if (values.containsKey(column)) {
                    throw new ArrowShareException(
                            file + ": its folders name the partition column '" + column + "' twice");
                }
                values.put(column, value.equals(NULL) ? null : value);
            }
        }
        return values;
    }

    /** Percent signs encode; a plus is a plus. */
    private static String decoded(Path file, String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ArrowShareException(
                    file + ": '" + text + "' in its folders is not URL-encoded: " + e.getMessage(), e);
        }
    }
}
