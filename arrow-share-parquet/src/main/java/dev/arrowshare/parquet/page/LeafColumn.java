package dev.arrowshare.parquet.page;

import org.apache.arrow.vector.types.pojo.Field;

/**
 * A flat column of the file, and the Arrow field that it becomes.
 *
 * @param leaf its position among the column chunks of a row group
 * @param typeLength bytes of a value of {@link PhysicalType#FIXED_LEN_BYTE_ARRAY}, otherwise 0
 * @param optional whether it has definition levels
 */
public record LeafColumn(int leaf, PhysicalType physical, int typeLength, boolean optional, Field field) {
    public String name() {
        return field.getName();
    }
}
