package dev.arrowshare.ipc.layout;

/** Which buffers the columns of a type have, in the format's order; see the format's section "Physical Memory Layout". */
public enum Shape {
    /** Nothing but a length. */
    NULL(0),
    /** Validity, values of so many bits. */
    FIXED(2),
    /** Validity, offsets of so many bytes, data. */
    VARIABLE(3),
    /** Validity, 16-byte views, and any number of data buffers. */
    VIEW(2),
    /** Validity, offsets of so many bytes; one child. */
    LIST(2),
    /** Validity, offsets and sizes of so many bytes each; one child. */
    LIST_VIEW(3),
    /** Validity; one child of so many times the length. */
    FIXED_LIST(1),
    /** Validity; children of the same length. */
    STRUCT(1),
    /** Type ids; children of the same length. */
    SPARSE_UNION(1),
    /** Type ids, 4-byte offsets; children of any length. */
    DENSE_UNION(2),
    /** Children: run ends of so many bytes, and values. */
    RUN_END(0);

    private final int buffers;

    Shape(int buffers) {
        this.buffers = buffers;
    }

    /** Buffers of its own; a {@link #VIEW} has its data buffers on top. */
    public int buffers() {
        return buffers;
    }

    public boolean hasValidity() {
        return this != NULL && this != SPARSE_UNION && this != DENSE_UNION && this != RUN_END;
    }
}
