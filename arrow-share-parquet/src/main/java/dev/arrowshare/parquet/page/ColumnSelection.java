package dev.arrowshare.parquet.page;

import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/** The columns to read, in their order, and the Arrow schema that they make. */
public record ColumnSelection(List<LeafColumn> columns, Schema schema) {}
