package dev.arrowshare.parquet.decode;

import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.LeafColumn;
import dev.arrowshare.parquet.page.MalformedPageException;
import dev.arrowshare.parquet.page.PhysicalType;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Which conversion a column of a fixed-width Arrow type needs. */
final class Conversions {
    private static final long MILLIS_PER_DAY = 86_400_000;
    private static final int MILLIS_PER_SECOND = 1000;

    private Conversions() {}

    static Conversion of(LeafColumn column) {
        ArrowType type = column.storageType();
        if (type instanceof ArrowType.Decimal decimal) {
            return decimal(column, decimal.getBitWidth() / 8);
        }
        return switch (column.physical()) {
            case INT32 -> int32(type);
            case INT64 -> int64(type);
            case DOUBLE -> new Conversion.Copy(8);
            case FLOAT -> new Conversion.Copy(4);
            case INT96 ->
                new Conversion.Each(
                        PhysicalType.INT96.bytes(), 8, new Int96(((ArrowType.Timestamp) type).getUnit())::convert);
            case FIXED_LEN_BYTE_ARRAY ->
                type instanceof ArrowType.Interval interval
                        ? Intervals.of(interval.getUnit())
                        : new Conversion.Copy(column.typeLength());
            case BOOLEAN, BYTE_ARRAY ->
                throw new UnsupportedFeatureException(
                        "column '" + column.name() + "': " + column.physical() + " as " + type);
        };
    }

    private static Conversion int32(ArrowType type) {
        if (type instanceof ArrowType.Int integer && integer.getBitWidth() == 8) {
            return new Conversion.Each(4, 1, (from, to) -> Memory.putByte(to, Memory.getByte(from)));
        }
        if (type instanceof ArrowType.Int integer && integer.getBitWidth() == 16) {
            return new Conversion.Each(4, 2, (from, to) -> Memory.putShort(to, Memory.getShort(from)));
        }
        if (type instanceof ArrowType.Date date && date.getUnit() == DateUnit.MILLISECOND) {
            return new Conversion.Each(4, 8, (from, to) -> Memory.putLong(to, Memory.getInt(from) * MILLIS_PER_DAY));
        }
        if (type instanceof ArrowType.Time time && time.getUnit() == TimeUnit.SECOND) {
            return new Conversion.Each(4, 4, (from, to) -> Memory.putInt(to, (int) seconds(Memory.getInt(from))));
        }
        return new Conversion.Copy(4);
    }

    private static Conversion int64(ArrowType type) {
        if (type instanceof ArrowType.Timestamp stamp && stamp.getUnit() == TimeUnit.SECOND) {
            return new Conversion.Each(8, 8, (from, to) -> Memory.putLong(to, seconds(Memory.getLong(from))));
        }
        return new Conversion.Copy(8);
    }

    private static long seconds(long millis) {
        long seconds = millis / MILLIS_PER_SECOND;
        if (seconds * MILLIS_PER_SECOND != millis) {
            throw new MalformedPageException(millis + " ms where ARROW:schema says that values are whole seconds;"
                    + " ParquetReadOptions.ignoreArrowSchema() reads milliseconds");
        }
        return seconds;
    }

    private static Conversion decimal(LeafColumn column, int width) {
        return switch (column.physical()) {
            case INT32 -> new Conversion.Each(4, width, (from, to) -> fillUp(Memory.getInt(from), to, width));
            case INT64 -> new Conversion.Each(8, width, (from, to) -> fillUp(Memory.getLong(from), to, width));
            case FIXED_LEN_BYTE_ARRAY -> {
                int bytes = column.typeLength();
                yield new Conversion.Each(bytes, width, (from, to) -> bigEndian(from, bytes, to, width));
            }
            case BYTE_ARRAY -> new PlainDecimals(width);
            default ->
                throw new UnsupportedFeatureException(
                        "column '" + column.name() + "': " + column.physical() + " as a decimal");
        };
    }

    /**
     * Parquet's decimals are big-endian and as short as they can be, Arrow's little-endian and of full width. Reads up to eight bytes,
     * however few there are.
     */
    static void bigEndian(long from, int bytes, long to, int width) {
        if (bytes > 2 * Long.BYTES) {
            longBigEndian(from, bytes, to, width);
        } else if (bytes > Long.BYTES) {
            long high = Long.reverseBytes(Memory.getLong(from)) >> (Long.SIZE * 2 - Byte.SIZE * bytes);
            long low = Long.reverseBytes(Memory.getLong(from + bytes - Long.BYTES));
            Memory.putLong(to, low);
            fillUp(high, to + Long.BYTES, width - Long.BYTES);
        } else {
            long value = bytes == 0 ? 0 : Long.reverseBytes(Memory.getLong(from)) >> (Long.SIZE - Byte.SIZE * bytes);
            fillUp(value, to, width);
        }
    }

    /** Sign-extends to so many bytes, a multiple of eight. */
    private static void fillUp(long value, long to, int width) {
        Memory.putLong(to, value);
        for (int i = Long.BYTES; i < width; i += Long.BYTES) {
            Memory.putLong(to + i, value >> (Long.SIZE - 1));
        }
    }

    private static void longBigEndian(long from, int bytes, long to, int width) {
        byte sign = bytes == 0 ? 0 : (byte) (Memory.getByte(from) >> 7);
        for (int i = 0; i < width; i++) {
            Memory.putByte(to + i, i < bytes ? Memory.getByte(from + bytes - 1 - i) : sign);
        }
        for (int i = 0; i < bytes - width; i++) {
            if (Memory.getByte(from + i) != (byte) (Memory.getByte(to + width - 1) >> 7)) {
                throw new MalformedPageException("decimal of " + bytes + " bytes whose value needs more than " + width);
            }
        }
    }

    /** PLAIN decimals that each say their length. */
    private record PlainDecimals(int width) implements Conversion {
        @Override
        public int sourceWidth() {
            return Integer.BYTES;
        }

        @Override
        public long behind(long source, long end, int count) {
            return PlainBinary.behind(source, end, count);
        }

        @Override
        public long convert(long source, long end, long target, int count) {
            long at = source;
            for (int i = 0; i < count; i++) {
                int bytes = PlainBinary.length(at, end);
                bigEndian(at + Integer.BYTES, bytes, target + (long) i * width, width);
                at += Integer.BYTES + bytes;
            }
            return at;
        }
    }
}
