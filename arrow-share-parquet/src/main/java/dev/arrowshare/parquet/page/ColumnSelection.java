package dev.arrowshare.parquet.page;

import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The columns to read, in their order, and the Arrow schemas that they make.
 *
 * @param schema as files and messages have it: a dictionary-encoded field has the type of its values
 * @param batchSchema as batches have it: with the type of its indices
 */
public record ColumnSelection(List<LeafColumn> columns, Schema schema, Schema batchSchema) {
    static ColumnSelection of(List<LeafColumn> columns, Map<String, String> metadata) {
        return new ColumnSelection(
                columns,
                new Schema(columns.stream().map(LeafColumn::field).toList(), metadata),
                new Schema(columns.stream().map(LeafColumn::vectorField).toList(), metadata));
    }
}
