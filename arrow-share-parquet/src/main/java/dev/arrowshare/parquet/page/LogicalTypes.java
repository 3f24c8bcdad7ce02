package dev.arrowshare.parquet.page;

import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UnknownLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.jspecify.annotations.Nullable;

/**
 * The Arrow type of a Parquet primitive. As pyarrow maps them, but for ENUM, which the format defines as UTF-8 and pyarrow reads as
 * binary, and UUID, which comes as its sixteen bytes.
 */
final class LogicalTypes {
    private static final int DECIMAL128_DIGITS = 38;
    private static final int DECIMAL256_DIGITS = 76;

    private LogicalTypes() {}

    /**
     * The Arrow type, or null when there is none.
     *
     * @param int96Unit of timestamps of twelve bytes
     */
    static @Nullable ArrowType arrow(PrimitiveType type, TimeUnit int96Unit) {
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        if (logical instanceof UnknownLogicalTypeAnnotation) {
            return new ArrowType.Null();
        }
        if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
            return decimal(decimal.getPrecision(), decimal.getScale());
        }
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> new ArrowType.Bool();
            case INT32 -> int32(logical);
            case INT64 -> int64(logical);
            case INT96 -> new ArrowType.Timestamp(int96Unit, null);
            case FLOAT -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
            case DOUBLE -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
            case BINARY -> isText(logical) ? new ArrowType.Utf8() : new ArrowType.Binary();
            case FIXED_LEN_BYTE_ARRAY -> fixed(type.getTypeLength(), logical);
        };
    }

    private static @Nullable ArrowType decimal(int precision, int scale) {
        if (precision > DECIMAL256_DIGITS) {
            return null;
        }
        return new ArrowType.Decimal(precision, scale, precision > DECIMAL128_DIGITS ? 256 : 128);
    }

    private static ArrowType int32(@Nullable LogicalTypeAnnotation logical) {
        if (logical instanceof IntLogicalTypeAnnotation integer) {
            return new ArrowType.Int(integer.getBitWidth(), integer.isSigned());
        }
        if (logical instanceof DateLogicalTypeAnnotation) {
            return new ArrowType.Date(DateUnit.DAY);
        }
        if (logical instanceof TimeLogicalTypeAnnotation) {
            return new ArrowType.Time(TimeUnit.MILLISECOND, 32);
        }
        return new ArrowType.Int(32, true);
    }

    private static ArrowType int64(@Nullable LogicalTypeAnnotation logical) {
        if (logical instanceof IntLogicalTypeAnnotation integer) {
            return new ArrowType.Int(integer.getBitWidth(), integer.isSigned());
        }
        if (logical instanceof TimeLogicalTypeAnnotation time) {
            return new ArrowType.Time(unit(time.getUnit()), 64);
        }
        if (logical instanceof TimestampLogicalTypeAnnotation timestamp) {
            return new ArrowType.Timestamp(unit(timestamp.getUnit()), timestamp.isAdjustedToUTC() ? "UTC" : null);
        }
        return new ArrowType.Int(64, true);
    }

    private static TimeUnit unit(LogicalTypeAnnotation.TimeUnit unit) {
        return switch (unit) {
            case MILLIS -> TimeUnit.MILLISECOND;
            case MICROS -> TimeUnit.MICROSECOND;
            case NANOS -> TimeUnit.NANOSECOND;
        };
    }

    private static boolean isText(@Nullable LogicalTypeAnnotation logical) {
        return logical instanceof StringLogicalTypeAnnotation
                || logical instanceof EnumLogicalTypeAnnotation
                || logical instanceof JsonLogicalTypeAnnotation;
    }

    private static @Nullable ArrowType fixed(int bytes, @Nullable LogicalTypeAnnotation logical) {
        if (logical instanceof Float16LogicalTypeAnnotation && bytes == 2) {
            return new ArrowType.FloatingPoint(FloatingPointPrecision.HALF);
        }
        return bytes > 0 ? new ArrowType.FixedSizeBinary(bytes) : null;
    }
}
