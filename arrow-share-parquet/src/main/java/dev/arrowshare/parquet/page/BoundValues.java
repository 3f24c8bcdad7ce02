package dev.arrowshare.parquet.page;

import dev.arrowshare.memory.Halves;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.jspecify.annotations.Nullable;

/** Values of statistics as Java has them, to be looked at. */
final class BoundValues {
    private static final long NANOS_A_DAY = 86_400_000_000_000L;

    private final PrimitiveType type;
    private final @Nullable LogicalTypeAnnotation logical;

    BoundValues(PrimitiveType type) {
        this.type = type;
        this.logical = type.getLogicalTypeAnnotation();
    }

    /** Whether deprecated statistics, which compare as signed numbers, mean what the type's order does. */
    boolean isSigned() {
        boolean isUnsigned = logical instanceof IntLogicalTypeAnnotation integer && !integer.isSigned();
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN, INT32, INT64, FLOAT, DOUBLE -> !isUnsigned;
            case INT96, BINARY, FIXED_LEN_BYTE_ARRAY -> false;
        };
    }

    /** The value; none if the bytes are none of this type, or its order is not defined. */
    Optional<Object> of(byte @Nullable [] bytes) {
        if (bytes == null) {
            return Optional.empty();
        }
        ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int width = bytes.length;
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> width == 1 ? Optional.of(bytes[0] != 0) : Optional.empty();
            case INT32 -> width == Integer.BYTES ? Optional.of(number(from.getInt())) : Optional.empty();
            case INT64 -> width == Long.BYTES ? Optional.of(number(from.getLong())) : Optional.empty();
            case FLOAT -> width == Float.BYTES ? Optional.of((double) from.getFloat()) : Optional.empty();
            case DOUBLE -> width == Double.BYTES ? Optional.of(from.getDouble()) : Optional.empty();
            case INT96 -> Optional.empty();
            case BINARY -> Optional.of(bytes(bytes));
            case FIXED_LEN_BYTE_ARRAY -> width == type.getTypeLength() ? Optional.of(bytes(bytes)) : Optional.empty();
        };
    }

    private Object number(long value) {
        if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
            return BigDecimal.valueOf(value, decimal.getScale());
        }
        if (logical instanceof DateLogicalTypeAnnotation) {
            return LocalDate.EPOCH.plusDays(value);
        }
        if (logical instanceof TimeLogicalTypeAnnotation time) {
            return time(value, time.getUnit());
        }
        if (logical instanceof TimestampLogicalTypeAnnotation timestamp) {
            Instant instant = Instant.EPOCH.plus(value, unit(timestamp.getUnit()));
            return timestamp.isAdjustedToUTC() ? instant : LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        }
        return logical instanceof IntLogicalTypeAnnotation integer && !integer.isSigned() ? unsigned(value) : value;
    }

    private Object unsigned(long value) {
        return type.getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.INT32
                ? Long.valueOf(value & 0xFFFF_FFFFL)
                : new BigInteger(Long.toUnsignedString(value));
    }

    /** A number where it is no time of a day. */
    private static Object time(long value, TimeUnit unit) {
        long nanosAUnit = unit(unit).getDuration().toNanos();
        boolean isOfADay = value >= 0 && value < NANOS_A_DAY / nanosAUnit;
        return isOfADay ? LocalTime.ofNanoOfDay(value * nanosAUnit) : Long.valueOf(value);
    }

    private static ChronoUnit unit(TimeUnit unit) {
        return switch (unit) {
            case MILLIS -> ChronoUnit.MILLIS;
            case MICROS -> ChronoUnit.MICROS;
            case NANOS -> ChronoUnit.NANOS;
        };
    }

    private Object bytes(byte[] bytes) {
        if (logical instanceof StringLogicalTypeAnnotation
                || logical instanceof EnumLogicalTypeAnnotation
                || logical instanceof JsonLogicalTypeAnnotation) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        if (logical instanceof DecimalLogicalTypeAnnotation decimal && bytes.length > 0) {
            return new BigDecimal(new BigInteger(bytes), decimal.getScale());
        }
        if (logical instanceof Float16LogicalTypeAnnotation && bytes.length == Short.BYTES) {
            return Halves.value(
                    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getShort());
        }
        if (logical instanceof UUIDLogicalTypeAnnotation && bytes.length == 2 * Long.BYTES) {
            ByteBuffer halves = ByteBuffer.wrap(bytes);
            return new UUID(halves.getLong(), halves.getLong());
        }
        return HexFormat.of().formatHex(bytes);
    }
}
