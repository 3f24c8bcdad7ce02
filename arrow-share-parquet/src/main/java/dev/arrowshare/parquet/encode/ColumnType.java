package dev.arrowshare.parquet.encode;

import dev.arrowshare.parquet.ColumnOptions.BloomFilterSize;
import dev.arrowshare.parquet.ParquetWriteOptions.Encoding;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * How one column stands in a Parquet file: its schema element and place, the form of its values, and their order.
 *
 * <p><b>Threads:</b> not changed after it is made.
 */
public final class ColumnType {

    /** The ways in which values are handled. */
    enum Kind {
        /** INT32, INT64, FLOAT, DOUBLE. */
        NUMBERS,
        FIXED_BYTES,
        BYTE_ARRAYS,
        BOOLEANS,
        NULLS
    }

    private final Field field;
    private final Place place;
    private final Kind kind;
    private final SchemaElement element;
    private final ValueOrder order;
    private final @Nullable FixedLayout layout;

    private ColumnType(
            Field field,
            Place place,
            Kind kind,
            SchemaElement element,
            ValueOrder order,
            @Nullable FixedLayout layout) {
        this.field = field;
        this.place = place;
        this.kind = kind;
        this.element = element;
        this.order = order;
        this.layout = layout;
    }

    static ColumnType numbers(Field field, Place place, Type type, FixedLayout layout, ValueOrder order) {
        return new ColumnType(field, place, Kind.NUMBERS, element(place, type), order, layout);
    }

    static ColumnType fixedBytes(Field field, Place place, FixedLayout layout, ValueOrder order) {
        SchemaElement element = element(place, Type.FIXED_LEN_BYTE_ARRAY).setType_length(layout.width());
        return new ColumnType(field, place, Kind.FIXED_BYTES, element, order, layout);
    }

    static ColumnType byteArrays(Field field, Place place) {
        SchemaElement element = element(place, Type.BYTE_ARRAY);
        return new ColumnType(field, place, Kind.BYTE_ARRAYS, element, ValueOrder.BYTES, null);
    }

    static ColumnType unorderedByteArrays(Field field, Place place) {
        SchemaElement element = element(place, Type.BYTE_ARRAY);
        return new ColumnType(field, place, Kind.BYTE_ARRAYS, element, ValueOrder.UNDEFINED, null);
    }

    static ColumnType booleans(Field field, Place place) {
        return new ColumnType(field, place, Kind.BOOLEANS, element(place, Type.BOOLEAN), ValueOrder.BYTES, null);
    }

    static ColumnType nulls(Field field, Place place) {
        return new ColumnType(field, place, Kind.NULLS, element(place, Type.INT32), ValueOrder.UNDEFINED, null);
    }

    private static SchemaElement element(Place place, Type type) {
        return new SchemaElement(place.name())
                .setType(type)
                .setRepetition_type(place.isOptional() ? FieldRepetitionType.OPTIONAL : FieldRepetitionType.REQUIRED);
    }

    ColumnType as(LogicalType logicalType) {
        element.setLogicalType(logicalType);
        return this;
    }

    ColumnType as(LogicalType logicalType, ConvertedType convertedType) {
        element.setConverted_type(convertedType);
        return as(logicalType);
    }

    ColumnType as(ConvertedType convertedType) {
        element.setConverted_type(convertedType);
        return this;
    }

    ColumnType asDecimal(ArrowType.Decimal type) {
        element.setPrecision(type.getPrecision()).setScale(type.getScale());
        return this;
    }

    /** The column as Arrow's file format has it. */
    public Field field() {
        return field;
    }

    /** The column as Parquet's footer has it. */
    public SchemaElement element() {
        return element;
    }

    /** Names from the top of the schema down. */
    public List<String> path() {
        return place.path();
    }

    /** The names of the path, with dots. */
    public String name() {
        return place.toString();
    }

    Place place() {
        return place;
    }

    Kind kind() {
        return kind;
    }

    ValueOrder order() {
        return order;
    }

    FixedLayout layout() {
        if (layout == null) {
            throw new IllegalStateException("column '" + name() + "' has no values of fixed width");
        }
        return layout;
    }

    /** Whether the values themselves may be null. */
    boolean isOptional() {
        return place.isOptional();
    }

    /** The definition level of values that are there; of a flat column 1 if it is optional. */
    int maxDefinition() {
        return place.definition();
    }

    /** How many lists the column is in. */
    int maxRepetition() {
        return place.repetition();
    }

    boolean isInteger() {
        return kind == Kind.NUMBERS && (element.getType() == Type.INT32 || element.getType() == Type.INT64);
    }

    /** Bytes of a PLAIN value; 0 where each has its length before it. */
    int plainWidth() {
        return layout == null ? 0 : layout.width();
    }

    boolean isText() {
        return element.isSetConverted_type() && element.getConverted_type() == ConvertedType.UTF8;
    }

    /** Refuses an encoding that the format does not have for this column. */
    public void requireAllowed(Encoding encoding) {
        Set<Encoding> allowed = ValueEncoder.allowed(this);
        if (!allowed.contains(encoding)) {
            throw new IllegalArgumentException("column '" + name() + "' is of " + element.getType()
                    + ", which Parquet does not encode as " + encoding + "; allowed are "
                    + allowed.stream().map(Encoding::name).collect(Collectors.joining(", ")));
        }
    }

    /** Whether the format has bloom filters for this column. */
    boolean isFilterable() {
        return kind != Kind.BOOLEANS && kind != Kind.NULLS;
    }

    /** Refuses a bloom filter where the format has none. */
    public void requireFilterable(@Nullable BloomFilterSize bloomFilter) {
        if (bloomFilter != null && !isFilterable()) {
            throw new IllegalArgumentException(
                    "column '" + name() + "' can have no bloom filter: Parquet has none for booleans and nulls");
        }
    }
}
