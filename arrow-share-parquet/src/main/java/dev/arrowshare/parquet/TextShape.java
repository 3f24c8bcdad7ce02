package dev.arrowshare.parquet;

/** How columns of text and bytes lie in memory. The values are the same. */
public enum TextShape {
    /** As the Arrow schema in the file has them, else as {@link #PLAIN}: what is read unless something else is asked for. */
    AS_STORED,

    /** {@code utf8} and {@code binary}: the bytes of all rows, one after the other. A batch whose text would exceed 2 GiB is cut. */
    PLAIN,

    /** {@code large_utf8} and {@code large_binary}: the same with 64-bit offsets, so that a batch is as large as it was asked to be. */
    LARGE,

    /**
     * {@code utf8_view} and {@code binary_view}: 16 bytes a row, which hold a value of up to twelve bytes and refer to a longer one
     * where it lies: in its dictionary, which all rows share, or in the decompressed page, which the batch then holds on to. A page of
     * which less than half is referred to is not held, its values are copied.
     */
    VIEWS,

    /**
     * 32-bit indices into a dictionary of the whole column: that of the file, whose row groups' own are unified; what the file stores
     * without a dictionary is looked up. It grows from batch to batch. Columns of nearly as many values as rows get slower by that.
     */
    DICTIONARY
}
