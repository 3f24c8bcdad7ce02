package dev.arrowshare.parquet.encode;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Ranges as statistics hold them: byte arrays are cut, the smallest down and the largest up. */
final class Bounds {
    private static final int LONGEST = 64;

    private Bounds() {}

    static MinMax of(MinMax range, ColumnType type) {
        return type.kind() == ColumnType.Kind.BYTE_ARRAYS
                ? new MinMax(lower(range.min(), type), upper(range.max(), type))
                : range;
    }

    private static byte[] lower(byte[] min, ColumnType type) {
        return min.length <= LONGEST ? min : Arrays.copyOf(min, cut(min, type));
    }

    /** The largest value itself when nothing shorter is larger. */
    private static byte[] upper(byte[] max, ColumnType type) {
        if (max.length <= LONGEST) {
            return max;
        }
        byte[] cut = Arrays.copyOf(max, cut(max, type));
        byte[] above = type.isText() ? textAbove(cut) : bytesAbove(cut);
        return above == null ? max : above;
    }

    /** Text is cut between characters. */
    private static int cut(byte[] value, ColumnType type) {
        int end = LONGEST;
        while (type.isText() && end > LONGEST - 4 && (value[end] & 0xc0) == 0x80) {
            end--;
        }
        return end;
    }

    private static byte @Nullable [] bytesAbove(byte[] value) {
        for (int last = value.length - 1; last >= 0; last--) {
            if (value[last] != (byte) 0xff) {
                byte[] above = Arrays.copyOf(value, last + 1);
                above[last]++;
                return above;
            }
        }
        return null;
    }

    /** The last character that has a successor, one up; what follows it is dropped. */
    private static byte @Nullable [] textAbove(byte[] value) {
        String text = decode(value);
        if (text == null) {
            return bytesAbove(value);
        }
        for (int end = text.length(); end > 0; end = text.offsetByCodePoints(end, -1)) {
            int character = text.codePointBefore(end);
            int next = character == Character.MIN_SURROGATE - 1 ? Character.MAX_SURROGATE + 1 : character + 1;
            if (next <= Character.MAX_CODE_POINT) {
                String above = text.substring(0, text.offsetByCodePoints(end, -1)) + Character.toString(next);
                return above.getBytes(StandardCharsets.UTF_8);
            }
        }
        return null;
    }

    private static @Nullable String decode(byte[] value) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
