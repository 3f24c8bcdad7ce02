package dev.arrowshare.dataset.pool;

import dev.arrowshare.dataset.share.Travel;
import dev.arrowshare.dataset.work.FrameBuilder;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Items and results as bytes: numbers, booleans, text, arrays of primitives and buffers one by one, {@code byte tag, value}; as soon as
 * there is another among them, all of them in one object stream, which writes each class once.
 */
final class Values {
    private static final byte NULL = 0;
    private static final byte FALSE = 1;
    private static final byte TRUE = 2;
    private static final byte INT = 3;
    private static final byte LONG = 4;
    private static final byte DOUBLE = 5;
    private static final byte TEXT = 6;
    private static final byte BYTES = 7;
    private static final byte ARRAY = 8;
    private static final byte FLOAT = 9;
    private static final byte SHORT = 10;
    private static final byte BYTE = 11;
    private static final byte CHAR = 12;
    private static final byte BUFFER = 13;

    private static final byte EACH = 0;
    private static final byte TOGETHER = 1;

    private Values() {}

    /** @throws dev.arrowshare.error.MapperException when one of them cannot travel */
    static void write(FrameBuilder to, List<? extends @Nullable Object> values) {
        to.putInt(values.size());
        boolean simple = true;
        for (Object value : values) {
            simple &= isSimple(value);
        }
        if (simple) {
            to.putByte(EACH);
            for (Object value : values) {
                writeSimple(to, value);
            }
        } else {
            to.putByte(TOGETHER).putBytes(Travel.pack(values.toArray()).bytes());
        }
    }

    static List<@Nullable Object> read(ByteBuffer from, ClassLoader loader) throws IOException, ClassNotFoundException {
        int count = from.getInt();
        if (from.get() == TOGETHER) {
            byte[] bytes = new byte[from.getInt()];
            from.get(bytes);
            return Arrays.asList((Object[]) Travel.unpack(bytes, loader));
        }
        @Nullable Object[] values = new Object[count];
        for (int i = 0; i < count; i++) {
            values[i] = readSimple(from);
        }
        return Arrays.asList(values);
    }

    private static boolean isSimple(@Nullable Object value) {
        return value == null
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Double
                || value instanceof Boolean
                || value instanceof String
                || value instanceof Float
                || value instanceof Short
                || value instanceof Byte
                || value instanceof Character
                || value instanceof ByteBuffer
                || PrimitiveArrays.isOne(value);
    }

    private static void writeSimple(FrameBuilder to, @Nullable Object value) {
        if (value == null) {
            to.putByte(NULL);
        } else if (value instanceof Integer number) {
            to.putByte(INT).putInt(number);
        } else if (value instanceof Long number) {
            to.putByte(LONG).putLong(number);
        } else if (value instanceof Double number) {
            to.putByte(DOUBLE).putLong(Double.doubleToRawLongBits(number));
        } else if (value instanceof Boolean truth) {
            to.putByte(truth ? TRUE : FALSE);
        } else if (value instanceof byte[] bytes) {
            to.putByte(BYTES).putBytes(bytes);
        } else if (value instanceof String text) {
            to.putByte(TEXT).putText(text);
        } else if (value instanceof ByteBuffer buffer) {
            to.putByte(BUFFER).putInt(buffer.remaining()).put(buffer.duplicate());
        } else if (value instanceof Number || value instanceof Character) {
            writeSmall(to, value);
        } else {
            writeArray(to, value);
        }
    }

    private static void writeSmall(FrameBuilder to, Object value) {
        if (value instanceof Float number) {
            to.putByte(FLOAT).putInt(Float.floatToRawIntBits(number));
        } else if (value instanceof Short number) {
            to.putByte(SHORT).putInt(number);
        } else if (value instanceof Byte number) {
            to.putByte(BYTE).putByte(number);
        } else {
            to.putByte(CHAR).putInt((char) value);
        }
    }

    private static void writeArray(FrameBuilder to, Object array) {
        int length = Array.getLength(array);
        to.putByte(ARRAY).putByte((byte) PrimitiveArrays.type(array)).putInt(length);
        PrimitiveArrays.put(array, 0, length, to.space(Math.toIntExact(PrimitiveArrays.bytes(array))));
    }

    private static @Nullable Object readSimple(ByteBuffer from) throws IOException {
        byte tag = from.get();
        return switch (tag) {
            case NULL -> null;
            case FALSE -> false;
            case TRUE -> true;
            case INT -> from.getInt();
            case LONG -> from.getLong();
            case DOUBLE -> Double.longBitsToDouble(from.getLong());
            case BYTES -> bytes(from);
            case TEXT -> text(from);
            case ARRAY -> array(from);
            case FLOAT -> Float.intBitsToFloat(from.getInt());
            case SHORT -> (short) from.getInt();
            case BYTE -> from.get();
            case CHAR -> (char) from.getInt();
            case BUFFER -> ByteBuffer.wrap(bytes(from));
            default -> throw new IOException("a value of unknown kind " + tag);
        };
    }

    private static Object array(ByteBuffer from) {
        Object array = PrimitiveArrays.make(from.get(), from.getInt());
        PrimitiveArrays.get(from, array, 0, Array.getLength(array));
        return array;
    }

    /** UTF-16 as it stands in memory: half of a surrogate pair is a value too. */
    private static String text(ByteBuffer from) {
        char[] chars = new char[from.getInt()];
        from.asCharBuffer().get(chars);
        from.position(from.position() + chars.length * Character.BYTES);
        return new String(chars);
    }

    private static byte[] bytes(ByteBuffer from) {
        byte[] bytes = new byte[from.getInt()];
        from.get(bytes);
        return bytes;
    }
}
