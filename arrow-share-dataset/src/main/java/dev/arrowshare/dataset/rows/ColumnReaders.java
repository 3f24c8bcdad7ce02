package dev.arrowshare.dataset.rows;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.VectorBuffers;
import dev.arrowshare.dataset.rows.ValueType.ListOf;
import dev.arrowshare.dataset.rows.ValueType.MapOf;
import dev.arrowshare.dataset.rows.ValueType.Nested;
import dev.arrowshare.dataset.rows.ValueType.Scalar;
import dev.arrowshare.error.NoSuchColumnException;
import java.math.BigInteger;
import java.time.ZonedDateTime;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;

/** The readers of a batch's columns. */
final class ColumnReaders {
    private final Batch batch;

    private ColumnReaders(Batch batch) {
        this.batch = batch;
    }

    /**
     * A cursor over the columns of a record.
     *
     * @throws NoSuchColumnException for a column that is not there
     * @throws IllegalArgumentException for one of a type that its component cannot have
     * @throws dev.arrowshare.error.CorruptFileException for one of another program's file whose contents are not right
     */
    static RowCursor of(Batch batch, RecordShape shape) {
        for (Component component : shape.components()) {
            if (batch.schemaFields().fields().stream()
                    .noneMatch(field -> field.getName().equals(component.column()))) {
                throw new NoSuchColumnException(
                        ReadableTypes.missing(batch.schemaFields().fields(), component));
            }
        }
        List<String> columns = shape.columns();
        try (Batch read = batch.select(columns)) {
            read.requireCheckedContents();
        }
        return new ColumnReaders(batch)
                .cursor(columns.stream().map(batch::column).toList(), shape);
    }

    private RowCursor cursor(List<FieldVector> vectors, RecordShape shape) {
        Object[] readers = new Object[vectors.size()];
        for (int i = 0; i < readers.length; i++) {
            Component component = shape.components().get(i);
            readers[i] = of(vectors.get(i), component.type(), component);
        }
        return new RowCursor(readers);
    }

    private ColumnReader of(FieldVector vector, ValueType type, Component component) {
        DictionaryEncoding encoding = vector.getField().getDictionary();
        FieldVector dictionary = encoding == null ? null : batch.dictionary(encoding.getId());
        if (dictionary != null) {
            return new NestedReaders.Encoded(vector, dictionary, of(dictionary, boxed(type), component));
        }
        ReadableTypes.requireOne(vector.getField(), type, component);
        FieldVector stored = VectorBuffers.storage(vector);
        if (type instanceof ListOf list) {
            FieldVector child = stored.getChildrenFromFields().get(0);
            return new NestedReaders.Lists(stored, child, of(child, list.element(), component));
        }
        if (type instanceof MapOf map) {
            return map(stored, map, component);
        }
        if (type instanceof Nested nested) {
            return struct(stored, nested.shape());
        }
        return scalar(stored, (Scalar) type);
    }

    /** Values that are kept as objects anyway. */
    private static ValueType boxed(ValueType type) {
        return type instanceof Scalar scalar ? new Scalar(scalar.type(), ValueType.Presence.NULLABLE) : type;
    }

    private ColumnReader map(FieldVector vector, MapOf type, Component component) {
        FieldVector entries = vector.getChildrenFromFields().get(0);
        List<FieldVector> pair = entries.getChildrenFromFields();
        return new NestedReaders.Maps(
                vector, entries, of(pair.get(0), type.key(), component), of(pair.get(1), type.value(), component));
    }

    private ColumnReader struct(FieldVector vector, RecordShape shape) {
        List<FieldVector> children = vector.getChildrenFromFields();
        List<FieldVector> vectors = shape.components().stream()
                .map(component -> children.stream()
                        .filter(child -> child.getName().equals(component.column()))
                        .findFirst()
                        .orElseThrow(() -> new NoSuchColumnException(
                                ReadableTypes.missing(vector.getField().getChildren(), component))))
                .toList();
        RowCursor cursor = cursor(vectors, shape);
        return new NestedReaders.Structs(vector, cursor, shape.reading(RecordShape.readers(cursor)));
    }

    private static ColumnReader scalar(FieldVector vector, Scalar type) {
        ColumnReader reader = natural(vector, type.type());
        Class<?> made = ReadableTypes.classes(vector.getMinorType()).get(0);
        return type.isRequired() || made == type.type() || !type.type().isPrimitive()
                ? reader
                : new NestedReaders.Widened(vector, reader, type.type());
    }

    /** With a method {@code get} of the first class that {@link ReadableTypes} names, for numbers. */
    private static ColumnReader natural(FieldVector vector, Class<?> wanted) {
        ArrowType type = vector.getField().getType();
        return switch (vector.getMinorType()) {
            case BIT -> new NumberReaders.Bits(vector);
            case TINYINT -> new NumberReaders.Int8(vector);
            case SMALLINT -> new NumberReaders.Int16(vector);
            case INT -> new NumberReaders.Int32(vector);
            case BIGINT -> new NumberReaders.Int64(vector);
            case UINT1 -> new NumberReaders.UInt8(vector);
            case UINT2 -> new NumberReaders.UInt16(vector);
            case UINT4 -> new NumberReaders.UInt32(vector);
            case UINT8 ->
                wanted == BigInteger.class ? new NumberReaders.Unsigned(vector) : new NumberReaders.UInt64(vector);
            case FLOAT2 -> new NumberReaders.Float16Bits(vector);
            case FLOAT4 -> new NumberReaders.Float32(vector);
            case FLOAT8 -> new NumberReaders.Float64(vector);
            case VARCHAR, LARGEVARCHAR -> new BytesReaders.Texts(vector);
            case VARBINARY, LARGEVARBINARY -> new BytesReaders.Bytes(vector);
            case VIEWVARCHAR -> new BytesReaders.TextViews(vector);
            case VIEWVARBINARY -> new BytesReaders.ByteViews(vector);
            case FIXEDSIZEBINARY -> new BytesReaders.FixedBytes(vector);
            case DECIMAL, DECIMAL256 ->
                new BytesReaders.Decimals(
                        vector, ((ArrowType.Decimal) type).getBitWidth() / 8, ((ArrowType.Decimal) type).getScale());
            default -> time(vector, type, wanted);
        };
    }

    private static ColumnReader time(FieldVector vector, ArrowType type, Class<?> wanted) {
        if (type instanceof ArrowType.Timestamp timestamp) {
            String zone = timestamp.getTimezone();
            if (zone == null) {
                return new TimeReaders.LocalMoments(vector, timestamp.getUnit());
            }
            return wanted == ZonedDateTime.class
                    ? new TimeReaders.ZonedMoments(vector, timestamp.getUnit(), zone)
                    : new TimeReaders.Instants(vector, timestamp.getUnit());
        }
        if (type instanceof ArrowType.Time time) {
            return new TimeReaders.Times(vector, time.getBitWidth() / 8, time.getUnit());
        }
        if (type instanceof ArrowType.Duration duration) {
            return new TimeReaders.Durations(vector, duration.getUnit());
        }
        return switch (vector.getMinorType()) {
            case DATEDAY -> new TimeReaders.Dates(vector, Integer.BYTES, 1);
            case DATEMILLI -> new TimeReaders.Dates(vector, Long.BYTES, 86_400_000);
            case INTERVALYEAR -> new TimeReaders.Months(vector);
            default ->
                throw new IllegalStateException(
                        "ReadableTypes has " + vector.getMinorType() + " and there is no reader of it");
        };
    }
}
