package dev.arrowshare.parquet.page;

import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The columns to read, in their order, and the Arrow schemas that they make.
 *
 * @param leaves the file's columns that all of them are made of
 * @param schema as files and messages have it: a dictionary-encoded field has the type of its values
 * @param batchSchema as batches have it: with the type of its indices
 */
public record ColumnSelection(List<ColumnNode> columns, List<LeafColumn> leaves, Schema schema, Schema batchSchema) {
    /** Some of the columns. */
    public ColumnSelection only(List<ColumnNode> chosen) {
        return of(chosen, schema.getCustomMetadata());
    }

    static ColumnSelection of(List<ColumnNode> columns, Map<String, String> metadata) {
        return new ColumnSelection(
                columns,
                columns.stream().flatMap(column -> column.leaves().stream()).toList(),
                new Schema(columns.stream().map(ColumnNode::field).toList(), metadata),
                new Schema(columns.stream().map(ColumnNode::vectorField).toList(), metadata));
    }
}
