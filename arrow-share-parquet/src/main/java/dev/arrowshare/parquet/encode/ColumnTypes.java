package dev.arrowshare.parquet.encode;

import dev.arrowshare.error.UnsupportedFeatureException;
import java.math.BigInteger;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DecimalType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.LogicalTypes;
import org.apache.parquet.format.MicroSeconds;
import org.apache.parquet.format.MilliSeconds;
import org.apache.parquet.format.NanoSeconds;
import org.apache.parquet.format.TimeType;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;

/** The Parquet form of each Arrow type (parquet-format, LogicalTypes). */
final class ColumnTypes implements ArrowType.ArrowTypeVisitor<ColumnType> {
    private static final int UUID_BYTES = 16;

    private final Field field;
    private final Place place;

    ColumnTypes(Field field, Place place) {
        this.field = field;
        this.place = place;
    }

    private UnsupportedFeatureException unsupported(String reason) {
        return ColumnNodes.unsupported(place, field, reason);
    }

    /** {@link ColumnNodes} takes fields with children apart before. */
    private UnsupportedFeatureException nested() {
        return unsupported("the field does not have the children that its type must have");
    }

    @Override
    public ColumnType visit(ArrowType.Null type) {
        return ColumnType.nulls(field, place).as(LogicalTypes.UNKNOWN);
    }

    @Override
    public ColumnType visit(ArrowType.Struct type) {
        throw nested();
    }

    @Override
    public ColumnType visit(ArrowType.List type) {
        throw nested();
    }

    @Override
    public ColumnType visit(ArrowType.LargeList type) {
        throw nested();
    }

    @Override
    public ColumnType visit(ArrowType.FixedSizeList type) {
        throw nested();
    }

    @Override
    public ColumnType visit(ArrowType.ListView type) {
        throw nested();
    }

    @Override
    public ColumnType visit(ArrowType.LargeListView type) {
        throw nested();
    }

    @Override
    public ColumnType visit(ArrowType.Map type) {
        throw nested();
    }

    @Override
    public ColumnType visit(ArrowType.Union type) {
        throw unsupported("Parquet has no unions");
    }

    @Override
    public ColumnType visit(ArrowType.RunEndEncoded type) {
        throw nested();
    }

    @Override
    public ColumnType visit(ArrowType.Int type) {
        return type.getIsSigned() ? signed(type.getBitWidth()) : unsigned(type.getBitWidth());
    }

    private ColumnType signed(int bits) {
        return switch (bits) {
            case 8 -> int32(Conversions.INT8_TO_INT32).as(LogicalTypes.INT_8, ConvertedType.INT_8);
            case 16 -> int32(Conversions.INT16_TO_INT32).as(LogicalTypes.INT_16, ConvertedType.INT_16);
            case 32 -> int32(FixedLayout.copy(4));
            default -> int64(FixedLayout.copy(8));
        };
    }

    private ColumnType unsigned(int bits) {
        return switch (bits) {
            case 8 ->
                numbers(Type.INT32, Conversions.UINT8_TO_INT32, ValueOrder.UINT32)
                        .as(LogicalTypes.UINT_8, ConvertedType.UINT_8);
            case 16 ->
                numbers(Type.INT32, Conversions.UINT16_TO_INT32, ValueOrder.UINT32)
                        .as(LogicalTypes.UINT_16, ConvertedType.UINT_16);
            case 32 ->
                numbers(Type.INT32, FixedLayout.copy(4), ValueOrder.UINT32)
                        .as(LogicalTypes.UINT_32, ConvertedType.UINT_32);
            default ->
                numbers(Type.INT64, FixedLayout.copy(8), ValueOrder.UINT64)
                        .as(LogicalTypes.UINT_64, ConvertedType.UINT_64);
        };
    }

    private ColumnType int32(FixedLayout layout) {
        return numbers(Type.INT32, layout, ValueOrder.INT32);
    }

    private ColumnType int64(FixedLayout layout) {
        return numbers(Type.INT64, layout, ValueOrder.INT64);
    }

    private ColumnType numbers(Type type, FixedLayout layout, ValueOrder order) {
        return ColumnType.numbers(field, place, type, layout, order);
    }

    @Override
    public ColumnType visit(ArrowType.FloatingPoint type) {
        return switch (type.getPrecision()) {
            case HALF ->
                ColumnType.fixedBytes(field, place, FixedLayout.copy(2), ValueOrder.FLOAT16)
                        .as(LogicalTypes.FLOAT16);
            case SINGLE -> numbers(Type.FLOAT, FixedLayout.copy(4), ValueOrder.FLOAT);
            case DOUBLE -> numbers(Type.DOUBLE, FixedLayout.copy(8), ValueOrder.DOUBLE);
        };
    }

    @Override
    public ColumnType visit(ArrowType.Utf8 type) {
        return text();
    }

    @Override
    public ColumnType visit(ArrowType.Utf8View type) {
        return text();
    }

    @Override
    public ColumnType visit(ArrowType.LargeUtf8 type) {
        return text();
    }

    private ColumnType text() {
        return ColumnType.byteArrays(field, place).as(LogicalTypes.UTF8, ConvertedType.UTF8);
    }

    @Override
    public ColumnType visit(ArrowType.Binary type) {
        return ColumnType.byteArrays(field, place);
    }

    @Override
    public ColumnType visit(ArrowType.BinaryView type) {
        return ColumnType.byteArrays(field, place);
    }

    @Override
    public ColumnType visit(ArrowType.LargeBinary type) {
        return ColumnType.byteArrays(field, place);
    }

    @Override
    public ColumnType visit(ArrowType.FixedSizeBinary type) {
        if (type.getByteWidth() == 0) {
            throw unsupported("Parquet has no values of zero bytes");
        }
        return ColumnType.fixedBytes(field, place, FixedLayout.copy(type.getByteWidth()), ValueOrder.BYTES);
    }

    @Override
    public ColumnType visit(ArrowType.Bool type) {
        return ColumnType.booleans(field, place);
    }

    @Override
    public ColumnType visit(ArrowType.Decimal type) {
        int precision = type.getPrecision();
        if (type.getScale() < 0 || type.getScale() > precision) {
            throw unsupported("Parquet's decimals have a scale of 0 to their precision");
        }
        int arrowWidth = type.getBitWidth() / 8;
        return decimalOf(arrowWidth, precision)
                .as(LogicalType.DECIMAL(new DecimalType(type.getScale(), precision)), ConvertedType.DECIMAL)
                .asDecimal(type);
    }

    private ColumnType decimalOf(int arrowWidth, int precision) {
        if (precision <= 9) {
            return int32(Conversions.decimalToInt32(arrowWidth));
        }
        if (precision <= 18) {
            return int64(Conversions.decimalToInt64(arrowWidth));
        }
        int width = BigInteger.TEN.pow(precision).bitLength() / 8 + 1;
        return ColumnType.fixedBytes(
                field, place, Conversions.decimalToBytes(arrowWidth, width), ValueOrder.SIGNED_BYTES);
    }

    @Override
    public ColumnType visit(ArrowType.Date type) {
        FixedLayout layout =
                type.getUnit() == DateUnit.DAY ? FixedLayout.copy(4) : Conversions.millisToDays(place.toString());
        return int32(layout).as(LogicalTypes.DATE, ConvertedType.DATE);
    }

    @Override
    public ColumnType visit(ArrowType.Time type) {
        ColumnType column = switch (type.getUnit()) {
            case SECOND -> int32(Conversions.secondsToMillis(4, place.toString()));
            case MILLISECOND -> int32(FixedLayout.copy(4));
            case MICROSECOND, NANOSECOND -> int64(FixedLayout.copy(8));
        };
        return column.as(LogicalType.TIME(new TimeType(false, unit(type.getUnit()))));
    }

    @Override
    public ColumnType visit(ArrowType.Timestamp type) {
        boolean isInstant = type.getTimezone() != null;
        ColumnType column = int64(
                type.getUnit() == org.apache.arrow.vector.types.TimeUnit.SECOND
                        ? Conversions.secondsToMillis(8, place.toString())
                        : FixedLayout.copy(8));
        column.as(LogicalType.TIMESTAMP(new TimestampType(isInstant, unit(type.getUnit()))));
        if (!isInstant) {
            return column;
        }
        return switch (type.getUnit()) {
            case SECOND, MILLISECOND -> column.as(ConvertedType.TIMESTAMP_MILLIS);
            case MICROSECOND -> column.as(ConvertedType.TIMESTAMP_MICROS);
            case NANOSECOND -> column;
        };
    }

    private static TimeUnit unit(org.apache.arrow.vector.types.TimeUnit unit) {
        return switch (unit) {
            case SECOND, MILLISECOND -> TimeUnit.MILLIS(new MilliSeconds());
            case MICROSECOND -> TimeUnit.MICROS(new MicroSeconds());
            case NANOSECOND -> TimeUnit.NANOS(new NanoSeconds());
        };
    }

    @Override
    public ColumnType visit(ArrowType.Interval type) {
        FixedLayout layout = switch (type.getUnit()) {
            case YEAR_MONTH -> Conversions.monthsToInterval(place.toString());
            case DAY_TIME -> Conversions.daysToInterval(place.toString());
            case MONTH_DAY_NANO -> throw unsupported("Parquet's intervals have milliseconds, not nanoseconds");
        };
        return ColumnType.fixedBytes(field, place, layout, ValueOrder.UNDEFINED).as(ConvertedType.INTERVAL);
    }

    /** What {@code ARROW:schema} alone tells from an int64. */
    @Override
    public ColumnType visit(ArrowType.Duration type) {
        return int64(FixedLayout.copy(8));
    }

    @Override
    public ColumnType visit(ArrowType.ExtensionType type) {
        return type.storageType().accept(this);
    }

    /** The column with what Parquet says of the field's extension type, if it has a word for it. */
    ColumnType annotated(ColumnType column) {
        return switch (ExtensionAnnotation.name(field)) {
            case "arrow.uuid" -> isUuid(column) ? column.as(LogicalTypes.UUID) : column;
            case "arrow.json" -> column.isText() ? column.as(LogicalTypes.JSON, ConvertedType.JSON) : column;
            case ExtensionAnnotation.WKB -> isBytes(column) ? geospatial() : column;
            default -> column;
        };
    }

    private static boolean isUuid(ColumnType column) {
        return column.kind() == ColumnType.Kind.FIXED_BYTES && column.layout().width() == UUID_BYTES;
    }

    private static boolean isBytes(ColumnType column) {
        return column.kind() == ColumnType.Kind.BYTE_ARRAYS && !column.isText();
    }

    /** Well-known binary has no order, and no statistics that are bounding boxes are made yet. */
    private ColumnType geospatial() {
        try {
            return ColumnType.unorderedByteArrays(field, place).as(ExtensionAnnotation.geospatial(field));
        } catch (IllegalArgumentException e) {
            throw unsupported("the metadata of its extension geoarrow.wkb is not understood: " + e.getMessage());
        }
    }
}
