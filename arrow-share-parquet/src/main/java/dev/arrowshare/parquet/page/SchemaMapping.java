package dev.arrowshare.parquet.page;

import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.parquet.ParquetReadOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** A Parquet schema as Arrow fields, as the writer's own Arrow schema wants them where the file has one. */
final class SchemaMapping {
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
        int[] firstLeaf = new int[schema.getFieldCount() + 1];
        for (int i = 0; i < schema.getFieldCount(); i++) {
            firstLeaf[i + 1] = firstLeaf[i] + ColumnPaths.count(schema.getType(i));
        }
        FieldMapping mapping = new FieldMapping(
                path,
                options.int96Unit(),
                TextShapes.of(schema, options, this::noSuchColumn),
                new AnnotatedExtension(metadata));
        List<ColumnNode> columns = new ArrayList<>();
        chosen(firstLeaf).forEach((index, leaves) -> {
            Type type = schema.getType(index);
            columns.add(mapping.column(type, firstLeaf[index], leaves, stored.field(type.getName())));
        });
        return ColumnSelection.of(columns, metadata);
    }

    /** The leaves to read of each field, in the order in which fields were first named. */
    private Map<Integer, BitSet> chosen(int[] firstLeaf) {
        Map<Integer, BitSet> chosen = new LinkedHashMap<>();
        List<String> names = options.columns();
        for (int i = 0; names == null && i < schema.getFieldCount(); i++) {
            choose(i, leavesOf(i, firstLeaf), chosen);
        }
        for (String name : names == null ? List.<String>of() : names) {
            BitSet leaves = ColumnPaths.leaves(schema, name);
            if (leaves.isEmpty()) {
                throw noSuchColumn(name);
            }
            choose(fieldOf(leaves.nextSetBit(0), firstLeaf), leaves, chosen);
        }
        return chosen;
    }

    private static void choose(int field, BitSet leaves, Map<Integer, BitSet> chosen) {
        chosen.computeIfAbsent(field, index -> new BitSet()).or(leaves);
    }

    private static BitSet leavesOf(int field, int[] firstLeaf) {
        BitSet leaves = new BitSet();
        leaves.set(firstLeaf[field], firstLeaf[field + 1]);
        return leaves;
    }

    private static int fieldOf(int leaf, int[] firstLeaf) {
        int field = 0;
        while (firstLeaf[field + 1] <= leaf) {
            field++;
        }
        return field;
    }

    private NoSuchColumnException noSuchColumn(String name) {
        @Nullable Type parent = nearest(name);
        List<Type> there = parent == null || parent.isPrimitive()
                ? schema.getFields()
                : parent.asGroupType().getFields();
        String names = there.stream().map(Type::getName).collect(Collectors.joining(", "));
        return new NoSuchColumnException(path + ": no column '" + name + "'; "
                + (parent == null || parent.isPrimitive() ? "columns are " : "'" + parent.getName() + "' has ")
                + names);
    }

    /** The column that the path is below of, if there is one. */
    private @Nullable Type nearest(String name) {
        return schema.getFields().stream()
                .filter(field -> name.startsWith(field.getName() + "."))
                .findFirst()
                .orElse(null);
    }
}
