package dev.arrowshare.ipc.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A table of a flatbuffer. Reads only inside of the given bytes: whatever an offset in a corrupt file says, the result is a value
 * or an {@link IndexOutOfBoundsException}.
 */
record FlatTable(ByteBuffer bytes, int at) {

    /** The root table of a flatbuffer that begins at index 0 of {@code bytes}. */
    static FlatTable root(ByteBuffer bytes) {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        return new FlatTable(bytes, bytes.getInt(0));
    }

    /** Index of a field's value, or 0 when the table leaves the field out. */
    private int field(int index) {
        int vtable = at - bytes.getInt(at);
        int slot = 4 + 2 * index;
        int size = Short.toUnsignedInt(bytes.getShort(vtable));
        if (slot >= size) {
            return 0;
        }
        int offset = Short.toUnsignedInt(bytes.getShort(vtable + slot));
        return offset == 0 ? 0 : at + offset;
    }

    byte byteAt(int index) {
        int field = field(index);
        return field == 0 ? 0 : bytes.get(field);
    }

    short shortAt(int index) {
        int field = field(index);
        return field == 0 ? 0 : bytes.getShort(field);
    }

    long longAt(int index) {
        int field = field(index);
        return field == 0 ? 0 : bytes.getLong(field);
    }

    boolean booleanAt(int index) {
        return byteAt(index) != 0;
    }

    @Nullable
    FlatTable tableAt(int index) {
        int field = field(index);
        return field == 0 ? null : new FlatTable(bytes, field + bytes.getInt(field));
    }

    /** A vector of structs or numbers of {@code stride} bytes, wholly inside of the bytes. */
    FlatVector vectorAt(int index, int stride) {
        int field = field(index);
        if (field == 0) {
            return FlatVector.EMPTY;
        }
        int start = Math.addExact(field, bytes.getInt(field));
        int length = bytes.getInt(start);
        if (length < 0 || length > (bytes.limit() - start - 4L) / stride) {
            throw new IndexOutOfBoundsException("a vector of " + length + " elements does not fit into its metadata");
        }
        return new FlatVector(start + 4, length);
    }

    /** Where a vector's first element lies, and how many there are. */
    record FlatVector(int start, int length) {
        static final FlatVector EMPTY = new FlatVector(0, 0);
    }
}
