package dev.arrowshare.parquet.files;

import static dev.arrowshare.memory.Memory.getByte;
import static dev.arrowshare.memory.Memory.getFloat;
import static dev.arrowshare.memory.Memory.getInt;
import static dev.arrowshare.memory.Memory.getShort;
import static dev.arrowshare.memory.Memory.putDouble;
import static dev.arrowshare.memory.Memory.putFloat;
import static dev.arrowshare.memory.Memory.putInt;
import static dev.arrowshare.memory.Memory.putLong;
import static dev.arrowshare.memory.Memory.putShort;

import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.Float16;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Numbers in a wider type that holds each value of theirs exactly. */
final class Widening {
    private static final int LARGEST_BITS = 64;

    private Widening() {}

    /** The narrowest type that holds all values of both, or null when there is none. */
    static @Nullable ArrowType common(ArrowType one, ArrowType other) {
        if (one instanceof ArrowType.Int a && other instanceof ArrowType.Int b) {
            return common(a, b);
        }
        if (one instanceof ArrowType.FloatingPoint a && other instanceof ArrowType.FloatingPoint b) {
            return a.getPrecision().compareTo(b.getPrecision()) >= 0 ? a : b;
        }
        return null;
    }

    /** An unsigned type fits into a signed one of twice its bits. */
    private static ArrowType.@Nullable Int common(ArrowType.Int one, ArrowType.Int other) {
        if (one.getIsSigned() == other.getIsSigned()) {
            return one.getBitWidth() >= other.getBitWidth() ? one : other;
        }
        ArrowType.Int signed = one.getIsSigned() ? one : other;
        ArrowType.Int unsigned = one.getIsSigned() ? other : one;
        int bits = Math.max(signed.getBitWidth(), 2 * unsigned.getBitWidth());
        return bits > LARGEST_BITS ? null : new ArrowType.Int(bits, true);
    }

    /** The values of a vector in the wider type of that field; validity is shared. */
    static FieldVector of(FieldVector source, Field field, BufferAllocator allocator) {
        int rows = source.getValueCount();
        ArrowBuf values = allocator.buffer((long) rows * bytes(field.getType()));
        try {
            widen(source, source.getField().getType(), values.memoryAddress(), field.getType());
            FieldVector wide = field.createVector(allocator);
            wide.loadFieldBuffers(
                    new ArrowFieldNode(rows, source.getNullCount()), List.of(source.getValidityBuffer(), values));
            return wide;
        } finally {
            values.close();
        }
    }

    private static int bytes(ArrowType type) {
        if (type instanceof ArrowType.Int integer) {
            return integer.getBitWidth() / Byte.SIZE;
        }
        return ((ArrowType.FloatingPoint) type).getPrecision() == FloatingPointPrecision.DOUBLE ? 8 : 4;
    }

    private static void widen(FieldVector source, ArrowType from, long to, ArrowType wide) {
        long address = source.getDataBuffer().memoryAddress();
        int rows = source.getValueCount();
        if (from instanceof ArrowType.Int narrow) {
            for (int row = 0; row < rows; row++) {
                putInteger(to, bytes(wide), row, integer(address, narrow, row));
            }
            return;
        }
        boolean isHalf = ((ArrowType.FloatingPoint) from).getPrecision() == FloatingPointPrecision.HALF;
        for (int row = 0; row < rows; row++) {
            float value = isHalf ? Float16.toFloat(getShort(address + 2L * row)) : getFloat(address + 4L * row);
            if (bytes(wide) == 8) {
                putDouble(to + 8L * row, value);
            } else {
                putFloat(to + 4L * row, value);
            }
        }
    }

    private static long integer(long address, ArrowType.Int type, long row) {
        boolean isSigned = type.getIsSigned();
        return switch (type.getBitWidth()) {
            case 8 -> isSigned ? getByte(address + row) : Byte.toUnsignedLong(getByte(address + row));
            case 16 -> isSigned ? getShort(address + 2 * row) : Short.toUnsignedLong(getShort(address + 2 * row));
            default -> isSigned ? getInt(address + 4 * row) : Integer.toUnsignedLong(getInt(address + 4 * row));
        };
    }

    private static void putInteger(long address, int bytes, long row, long value) {
        switch (bytes) {
            case 2 -> putShort(address + 2 * row, (short) value);
            case 4 -> putInt(address + 4 * row, (int) value);
            default -> putLong(address + 8 * row, value);
        }
    }
}
