package dev.arrowshare.dataset.rows;

import dev.arrowshare.dataset.rows.ValueType.ListOf;
import dev.arrowshare.dataset.rows.ValueType.MapOf;
import dev.arrowshare.dataset.rows.ValueType.Nested;
import dev.arrowshare.dataset.rows.ValueType.Scalar;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** The columns that records are written to, and what writes them. */
final class ColumnWriters {
    /** A kind of column. */
    private record Kind(Class<? extends ColumnWriter> writer, ArrowType type, Opening opening) {}

    private interface Opening {
        ColumnWriter open(Field field, BufferAllocator allocator, long expectedRows);
    }

    private static final Map<Class<?>, Kind> SCALARS = Map.ofEntries(
            kind(boolean.class, FixedWriters.Bits.class, ArrowType.Bool.INSTANCE, FixedWriters.Bits::new),
            kind(byte.class, FixedWriters.Int8.class, new ArrowType.Int(8, true), FixedWriters.Int8::new),
            kind(short.class, FixedWriters.Int16.class, new ArrowType.Int(16, true), FixedWriters.Int16::new),
            kind(int.class, FixedWriters.Int32.class, new ArrowType.Int(32, true), FixedWriters.Int32::new),
            kind(long.class, FixedWriters.Int64.class, new ArrowType.Int(64, true), FixedWriters.Int64::new),
            kind(
                    float.class,
                    FixedWriters.Float32.class,
                    new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE),
                    FixedWriters.Float32::new),
            kind(
                    double.class,
                    FixedWriters.Float64.class,
                    new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE),
                    FixedWriters.Float64::new),
            kind(String.class, VariableWriters.Texts.class, ArrowType.Utf8.INSTANCE, VariableWriters.Texts::new),
            kind(byte[].class, VariableWriters.Bytes.class, ArrowType.Binary.INSTANCE, VariableWriters.Bytes::new),
            kind(
                    BigDecimal.class,
                    FixedWriters.Decimals.class,
                    new ArrowType.Decimal(38, 18, 128),
                    FixedWriters.Decimals::new),
            kind(LocalDate.class, FixedWriters.Dates.class, new ArrowType.Date(DateUnit.DAY), FixedWriters.Dates::new),
            kind(
                    LocalTime.class,
                    FixedWriters.Times.class,
                    new ArrowType.Time(TimeUnit.NANOSECOND, 64),
                    FixedWriters.Times::new),
            kind(
                    LocalDateTime.class,
                    FixedWriters.LocalMoments.class,
                    new ArrowType.Timestamp(TimeUnit.MICROSECOND, null),
                    FixedWriters.LocalMoments::new),
            kind(
                    Instant.class,
                    FixedWriters.Instants.class,
                    new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC"),
                    FixedWriters.Instants::new),
            kind(
                    Duration.class,
                    FixedWriters.Durations.class,
                    new ArrowType.Duration(TimeUnit.MICROSECOND),
                    FixedWriters.Durations::new));

    private ColumnWriters() {}

    private static Map.Entry<Class<?>, Kind> kind(
            Class<?> values, Class<? extends ColumnWriter> writer, ArrowType type, Opening opening) {
        return Map.entry(values, new Kind(writer, type, opening));
    }

    /** The class of the writer of such values. */
    static Class<? extends ColumnWriter> classOf(ValueType type) {
        if (type instanceof Scalar scalar) {
            return kind(scalar).writer();
        }
        if (type instanceof ListOf) {
            return VariableWriters.Lists.class;
        }
        return type instanceof MapOf ? VariableWriters.Maps.class : VariableWriters.Structs.class;
    }

    private static Kind kind(Scalar scalar) {
        Kind kind = SCALARS.get(scalar.type());
        if (kind == null) {
            throw new IllegalStateException(scalar.type() + " was to be refused by fields");
        }
        return kind;
    }

    /**
     * The columns of such records.
     *
     * @throws IllegalArgumentException for a component that can be read and not written
     */
    static List<Field> fields(RecordShape shape) {
        return shape.components().stream()
                .map(component -> field(component.column(), component.type(), component))
                .toList();
    }

    private static Field field(String name, ValueType type, Component component) {
        boolean isNullable = !(type instanceof Scalar scalar && scalar.isRequired());
        return new Field(name, new FieldType(isNullable, arrowType(type, component), null), children(type, component));
    }

    private static ArrowType arrowType(ValueType type, Component component) {
        if (type instanceof Scalar scalar) {
            return scalarType(scalar, component);
        }
        if (type instanceof ListOf) {
            return ArrowType.List.INSTANCE;
        }
        return type instanceof MapOf ? new ArrowType.Map(false) : ArrowType.Struct.INSTANCE;
    }

    private static ArrowType scalarType(Scalar scalar, Component component) {
        Kind kind = SCALARS.get(scalar.type());
        if (kind == null) {
            throw new IllegalArgumentException(component + " can be read and not written; write an Instant for a"
                    + " ZonedDateTime, a BigDecimal for a BigInteger, a number of months for a Period");
        }
        if (scalar.type() != BigDecimal.class || component.annotation().isEmpty()) {
            return kind.type();
        }
        Column column = component.annotation().get();
        if (column.precision() < 1
                || column.precision() > 38
                || column.scale() < 0
                || column.scale() > column.precision()) {
            throw new IllegalArgumentException(
                    "@Column(precision = " + column.precision() + ", scale = " + column.scale() + ") of " + component
                            + " must be 1 to 38 digits, 0 to all of them behind the point");
        }
        return new ArrowType.Decimal(column.precision(), column.scale(), 128);
    }

    private static List<Field> children(ValueType type, Component component) {
        if (type instanceof ListOf list) {
            return List.of(field("item", list.element(), component));
        }
        if (type instanceof MapOf map) {
            Field key = field("key", map.key(), component);
            Field value = field("value", map.value(), component);
            Field notNull = new Field("key", new FieldType(false, key.getType(), null), key.getChildren());
            FieldType struct = new FieldType(false, ArrowType.Struct.INSTANCE, null);
            return List.of(new Field("entries", struct, List.of(notNull, value)));
        }
        return type instanceof Nested nested ? fields(nested.shape()) : List.of();
    }

    /** A cursor over new columns, for some {@code expectedRows} rows. */
    static RowCursor of(RecordShape shape, BufferAllocator allocator, long expectedRows) {
        List<Field> fields = fields(shape);
        return new RowCursor(writers(shape, fields, allocator, expectedRows).toArray());
    }

    private static List<ColumnWriter> writers(
            RecordShape shape, List<Field> fields, BufferAllocator allocator, long expectedRows) {
        List<ColumnWriter> writers = new ArrayList<>(fields.size());
        for (int i = 0; i < fields.size(); i++) {
            writers.add(of(shape.components().get(i).type(), fields.get(i), allocator, expectedRows));
        }
        return writers;
    }

    private static ColumnWriter of(ValueType type, Field field, BufferAllocator allocator, long rows) {
        List<Field> children = field.getChildren();
        if (type instanceof ListOf list) {
            return new VariableWriters.Lists(
                    field, allocator, rows, of(list.element(), children.get(0), allocator, rows));
        }
        if (type instanceof MapOf map) {
            Field entries = children.get(0);
            ColumnWriter keys = of(map.key(), entries.getChildren().get(0), allocator, rows);
            ColumnWriter values = of(map.value(), entries.getChildren().get(1), allocator, rows);
            return new VariableWriters.Maps(
                    field, allocator, rows, new VariableWriters.Entries(entries, allocator, rows, keys, values));
        }
        if (type instanceof Nested nested) {
            List<ColumnWriter> parts = writers(nested.shape(), children, allocator, rows);
            return new VariableWriters.Structs(
                    field, allocator, rows, parts, nested.shape().writing());
        }
        return kind((Scalar) type).opening().open(field, allocator, rows);
    }

    /** The columns that were written, each with so many rows. */
    static List<FieldVector> finish(RowCursor written, long rows) {
        List<FieldVector> vectors = new ArrayList<>(written.columns.length);
        for (Object column : written.columns) {
            vectors.add(((ColumnWriter) column).finish(Math.toIntExact(rows)));
        }
        return vectors;
    }
}
