package dev.arrowshare.parquet.page;

import dev.arrowshare.filter.Domain;
import dev.arrowshare.memory.Halves;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * Single values of a column as the file stores them in statistics and dictionaries, as a filter compares them (see {@link Domain}).
 * Columns whose values are converted on the way to Arrow are not understood, nor INT96, whose order nobody defined.
 */
final class StoredValues {
    private static final int HALF_BYTES = 2;

    private final LeafColumn column;
    private final ArrowType type;

    StoredValues(LeafColumn column) {
        this.column = column;
        this.type = column.storageType();
    }

    /** Whether values can be compared as they are stored. */
    boolean isUnderstood() {
        return switch (type.getTypeID()) {
            case Int, Decimal -> column.physical() != PhysicalType.INT96;
            case Bool -> column.physical() == PhysicalType.BOOLEAN;
            case Date -> ((ArrowType.Date) type).getUnit() == DateUnit.DAY && column.physical() == PhysicalType.INT32;
            case Time -> ((ArrowType.Time) type).getUnit() != TimeUnit.SECOND;
            case Timestamp ->
                ((ArrowType.Timestamp) type).getUnit() != TimeUnit.SECOND && column.physical() == PhysicalType.INT64;
            case Duration -> column.physical() == PhysicalType.INT64;
            case FloatingPoint, Utf8, LargeUtf8, Utf8View, Binary, LargeBinary, BinaryView, FixedSizeBinary -> true;
            default -> false;
        };
    }

    /** Whether the file's own order is that of signed numbers, which is what deprecated statistics have. */
    boolean isSigned() {
        boolean isUnsigned = type instanceof ArrowType.Int integer && !integer.getIsSigned();
        return !isUnsigned
                && column.physical() != PhysicalType.BYTE_ARRAY
                && column.physical() != PhysicalType.FIXED_LEN_BYTE_ARRAY;
    }

    /** The value; none if it is not one of the column's type. */
    Optional<Object> value(byte[] bytes) {
        int width = column.physical() == PhysicalType.FIXED_LEN_BYTE_ARRAY
                ? column.typeLength()
                : column.physical().bytes();
        boolean isBytes = column.physical() == PhysicalType.BYTE_ARRAY;
        if (!isBytes && column.physical() != PhysicalType.BOOLEAN && bytes.length != width) {
            return Optional.empty();
        }
        ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return switch (column.physical()) {
            case BOOLEAN -> bytes.length == 1 ? Optional.of((long) (bytes[0] & 1)) : Optional.empty();
            case INT32 -> integer(from.getInt());
            case INT64 -> integer(from.getLong());
            case INT96 -> Optional.empty();
            case FLOAT -> Optional.of((double) from.getFloat());
            case DOUBLE -> Optional.of(from.getDouble());
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> bytes(bytes);
        };
    }

    private Optional<Object> integer(long stored) {
        if (type instanceof ArrowType.Decimal) {
            return Optional.of(BigInteger.valueOf(stored));
        }
        if (!(type instanceof ArrowType.Int integer)) {
            return Optional.of(stored);
        }
        int bits = integer.getBitWidth();
        if (integer.getIsSigned()) {
            boolean fits = bits == Long.SIZE || stored == (stored << (Long.SIZE - bits)) >> (Long.SIZE - bits);
            return fits ? Optional.of(stored) : Optional.empty();
        }
        if (bits == Long.SIZE) {
            return Optional.of(stored ^ Long.MIN_VALUE);
        }
        long unsigned = column.physical() == PhysicalType.INT32 ? stored & 0xFFFF_FFFFL : stored;
        return unsigned >>> bits == 0 ? Optional.of(unsigned) : Optional.empty();
    }

    private Optional<Object> bytes(byte[] bytes) {
        if (type instanceof ArrowType.Decimal) {
            return bytes.length == 0 ? Optional.empty() : Optional.of(new BigInteger(bytes));
        }
        if (type instanceof ArrowType.FloatingPoint) {
            return bytes.length == HALF_BYTES
                    ? Optional.of(Halves.value(ByteBuffer.wrap(bytes)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getShort()))
                    : Optional.empty();
        }
        return Optional.of(bytes);
    }
}
