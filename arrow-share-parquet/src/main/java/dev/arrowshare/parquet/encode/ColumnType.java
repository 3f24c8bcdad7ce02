package dev.arrowshare.parquet.encode;

import dev.arrowshare.error.UnsupportedFeatureException;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * How one Arrow column stands in Parquet: its schema element, the form of its values, and their order.
 *
 * <p><b>Threads:</b> not changed after it is made.
 *
 * <p><b>Errors:</b> {@link UnsupportedFeatureException} from {@link #of} for a type that is not written.
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
    private final Kind kind;
    private final SchemaElement element;
    private final ValueOrder order;
    private final @Nullable FixedLayout layout;

    private ColumnType(Field field, Kind kind, SchemaElement element, ValueOrder order, @Nullable FixedLayout layout) {
        this.field = field;
        this.kind = kind;
        this.element = element;
        this.order = order;
        this.layout = layout;
    }

    /**
     * The form of a column.
     *
     * @param field with the type of its values, also when it is dictionary-encoded
     */
    public static ColumnType of(Field field) {
        return field.getType().accept(new ColumnTypes(field));
    }

    static ColumnType numbers(Field field, Type type, FixedLayout layout, ValueOrder order) {
        return new ColumnType(field, Kind.NUMBERS, element(field, type), order, layout);
    }

    static ColumnType fixedBytes(Field field, FixedLayout layout, ValueOrder order) {
        SchemaElement element = element(field, Type.FIXED_LEN_BYTE_ARRAY).setType_length(layout.width());
        return new ColumnType(field, Kind.FIXED_BYTES, element, order, layout);
    }

    static ColumnType byteArrays(Field field) {
        return new ColumnType(field, Kind.BYTE_ARRAYS, element(field, Type.BYTE_ARRAY), ValueOrder.BYTES, null);
    }

    static ColumnType booleans(Field field) {
        return new ColumnType(field, Kind.BOOLEANS, element(field, Type.BOOLEAN), ValueOrder.BYTES, null);
    }

    static ColumnType nulls(Field field) {
        SchemaElement element = element(field, Type.INT32).setRepetition_type(FieldRepetitionType.OPTIONAL);
        return new ColumnType(field, Kind.NULLS, element, ValueOrder.UNDEFINED, null);
    }

    private static SchemaElement element(Field field, Type type) {
        return new SchemaElement(field.getName())
                .setType(type)
                .setRepetition_type(field.isNullable() ? FieldRepetitionType.OPTIONAL : FieldRepetitionType.REQUIRED);
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

    String name() {
        return field.getName();
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

    /** Whether rows may be null: then each page has definition levels, of at most 1. */
    boolean isOptional() {
        return element.getRepetition_type() == FieldRepetitionType.OPTIONAL;
    }

    boolean isText() {
        return element.isSetConverted_type() && element.getConverted_type() == ConvertedType.UTF8;
    }
}
