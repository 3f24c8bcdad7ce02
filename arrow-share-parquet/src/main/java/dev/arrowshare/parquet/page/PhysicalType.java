package dev.arrowshare.parquet.page;

/** How a column's values are stored, by the names of the Parquet format. */
public enum PhysicalType {
    BOOLEAN(0),
    INT32(4),
    INT64(8),
    INT96(12),
    FLOAT(4),
    DOUBLE(8),
    BYTE_ARRAY(0),
    FIXED_LEN_BYTE_ARRAY(0);

    private final int bytes;

    PhysicalType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one PLAIN value, or 0 where the type alone does not tell. */
    public int bytes() {
        return bytes;
    }
}
