package dev.arrowshare.parquet.page;

/**
 * Walks over structs in Thrift's compact protocol and makes no object of what it passes. The source of the format is
 * thrift-compact-protocol.md in Thrift's documentation.
 *
 * <p>A struct is a loop: {@code for (int field = in.field(); in.type(field) != STOP; field = in.field())}, in which each field is
 * read or skipped.
 *
 * <p><b>Errors:</b> {@link IndexOutOfBoundsException} where the bytes end, {@link IllegalArgumentException} where they are wrong.
 */
final class CompactReader {
    static final int STOP = 0;
    static final int TRUE = 1;
    static final int FALSE = 2;
    static final int SHORT = 4;
    static final int INT = 5;
    static final int LONG = 6;
    static final int LIST = 9;
    static final int STRUCT = 12;

    private static final int BYTE = 3;
    private static final int DOUBLE = 7;
    private static final int BINARY = 8;
    private static final int SET = 10;
    private static final int MAP = 11;
    private static final int UUID = 13;

    private static final int LONG_LIST = 15;
    private static final int VARINT_BYTES = 10;

    /** Values within values; those of a footer need nine. */
    private static final int DEPTH_LIMIT = 32;

    private final byte[] bytes;
    private int at;
    private int elementType;

    CompactReader(byte[] bytes, int position) {
        this.bytes = bytes;
        this.at = position;
    }

    int position() {
        return at;
    }

    /** The next field's header: its type and how far its id is from the last one's. */
    int field() {
        return bytes[at++] & 0xff;
    }

    int type(int field) {
        return field & 0xf;
    }

    /** @param last the id of the field before, 0 in front of the first */
    int id(int field, int last) {
        int step = field >>> 4;
        return step == 0 ? (int) number() : last + step;
    }

    /** A number, as it stands for the types short, int and long. */
    long number() {
        long zigzag = varint();
        return (zigzag >>> 1) ^ -(zigzag & 1);
    }

    private long varint() {
        long value = 0;
        for (int i = 0; i < VARINT_BYTES; i++) {
            byte b = bytes[at++];
            value |= (b & 0x7fL) << (7 * i);
            if (b >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than " + VARINT_BYTES + " bytes");
    }

    /** The head of a list: how many elements follow, of {@link #elementType}. Each has a byte at least. */
    int listSize() {
        int size = (bytes[at] & 0xff) >>> 4;
        elementType = bytes[at++] & 0xf;
        return size == LONG_LIST ? size() : size;
    }

    int elementType() {
        return elementType;
    }

    /** Of bytes, or of what has a byte each at least. */
    private int size() {
        long size = varint();
        if (size < 0 || size > bytes.length - at) {
            throw new IndexOutOfBoundsException(
                    "a size of " + size + " where " + (bytes.length - at) + " bytes are left");
        }
        return (int) size;
    }

    void skip(int type) {
        skip(type, 0);
    }

    private void skip(int type, int depth) {
        if (depth > DEPTH_LIMIT) {
            throw new IllegalArgumentException("values nested more than " + DEPTH_LIMIT + " deep");
        }
        switch (type) {
            case TRUE, FALSE -> {}
            case BYTE -> at++;
            case SHORT, INT, LONG -> varint();
            case DOUBLE -> at += Double.BYTES;
            case BINARY -> skipBinary();
            case LIST, SET -> skipList(depth);
            case MAP -> skipMap(depth);
            case STRUCT -> skipStruct(depth);
            case UUID -> at += 2 * Long.BYTES;
            default -> throw new IllegalArgumentException("a field of the unknown type " + type);
        }
    }

    private void skipBinary() {
        int length = size();
        at += length;
    }

    private void skipStruct(int depth) {
        for (int field = field(); type(field) != STOP; field = field()) {
            if (field >>> 4 == 0) {
                varint();
            }
            skip(type(field), depth + 1);
        }
    }

    private void skipList(int depth) {
        int size = listSize();
        int type = elementType;
        for (int i = 0; i < size; i++) {
            skipElement(type, depth + 1);
        }
    }

    private void skipMap(int depth) {
        int size = size();
        int types = size == 0 ? 0 : bytes[at++];
        for (int i = 0; i < size; i++) {
            skipElement((types >>> 4) & 0xf, depth + 1);
            skipElement(types & 0xf, depth + 1);
        }
    }

    /** As a field, a boolean lies in its type; as an element it has a byte. */
    private void skipElement(int type, int depth) {
        if (type == TRUE || type == FALSE) {
            at++;
        } else {
            skip(type, depth);
        }
    }
}
