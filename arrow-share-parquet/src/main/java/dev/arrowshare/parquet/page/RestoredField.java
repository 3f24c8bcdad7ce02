package dev.arrowshare.parquet.page;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.ArrowType.ExtensionType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntervalLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * A column's field as its writer had it. The stored Arrow schema is believed where Parquet's values can be what it says, and otherwise
 * ignored, a column at a time, as pyarrow does: files outlive the schemas that were copied along with them.
 */
final class RestoredField {
    private final PrimitiveType parquet;
    private final ArrowType inferred;
    private final Field stored;

    private RestoredField(PrimitiveType parquet, ArrowType inferred, Field stored) {
        this.parquet = parquet;
        this.inferred = inferred;
        this.stored = stored;
    }

    /**
     * The type, dictionary encoding and metadata of a column.
     *
     * @param inferred what Parquet's schema alone says
     * @param dictionaryId for the case that it is dictionary-encoded
     */
    static FieldType of(
            PrimitiveType parquet, boolean optional, ArrowType inferred, @Nullable Field stored, long dictionaryId) {
        if (stored == null) {
            return new FieldType(optional, inferred, null, null);
        }
        RestoredField field = new RestoredField(parquet, inferred, stored);
        ArrowType type = field.type();
        return new FieldType(optional, type, field.encoding(type, dictionaryId), field.metadata(type));
    }

    private ArrowType type() {
        ArrowType wanted = stored.getType();
        ArrowType storage = restored(storage(wanted));
        return wanted instanceof ExtensionType extension
                        && extension.storageType().equals(storage)
                ? wanted
                : storage;
    }

    private boolean isBelieved(ArrowType type) {
        ArrowType wanted = storage(stored.getType());
        return storage(type).equals(wanted)
                || (type instanceof ArrowType.Timestamp && wanted instanceof ArrowType.Timestamp);
    }

    private static ArrowType storage(ArrowType type) {
        return type instanceof ExtensionType extension ? extension.storageType() : type;
    }

    private ArrowType restored(ArrowType wanted) {
        if (wanted instanceof ArrowType.Timestamp stamp && inferred instanceof ArrowType.Timestamp from) {
            return timestamp(stamp, from);
        }
        return fits(wanted) ? wanted : inferred;
    }

    /** Parquet knows no zones but UTC, and no seconds. */
    private ArrowType timestamp(ArrowType.Timestamp wanted, ArrowType.Timestamp from) {
        boolean isLegacy = parquet.getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.INT96;
        boolean isSeconds = wanted.getUnit() == TimeUnit.SECOND && from.getUnit() == TimeUnit.MILLISECOND && !isLegacy;
        boolean isZoned = wanted.getTimezone() != null && !wanted.getTimezone().isEmpty();
        return new ArrowType.Timestamp(
                isSeconds ? TimeUnit.SECOND : from.getUnit(),
                isZoned && from.getTimezone() != null ? wanted.getTimezone() : from.getTimezone());
    }

    private boolean fits(ArrowType wanted) {
        return switch (wanted.getTypeID()) {
            case LargeUtf8, Utf8View -> inferred instanceof ArrowType.Utf8;
            case LargeBinary, BinaryView -> inferred instanceof ArrowType.Binary;
            case Duration ->
                inferred instanceof ArrowType.Int integer && integer.getBitWidth() == 64 && integer.getIsSigned();
            case Date -> inferred instanceof ArrowType.Date;
            case Time ->
                inferred instanceof ArrowType.Time time
                        && time.getUnit() == TimeUnit.MILLISECOND
                        && wanted.equals(new ArrowType.Time(TimeUnit.SECOND, 32));
            case Interval ->
                parquet.getLogicalTypeAnnotation() instanceof IntervalLogicalTypeAnnotation
                        && ((ArrowType.Interval) wanted).getUnit() != IntervalUnit.MONTH_DAY_NANO;
            case Decimal ->
                inferred instanceof ArrowType.Decimal decimal && widens(decimal, (ArrowType.Decimal) wanted);
            default -> false;
        };
    }

    private static boolean widens(ArrowType.Decimal from, ArrowType.Decimal to) {
        return to.getPrecision() == from.getPrecision()
                && to.getScale() == from.getScale()
                && to.getBitWidth() >= from.getBitWidth();
    }

    private @Nullable DictionaryEncoding encoding(ArrowType type, long id) {
        DictionaryEncoding encoding = stored.getDictionary();
        boolean isNeverNull = !parquet.isRepetition(Type.Repetition.OPTIONAL) && inferred instanceof ArrowType.Null;
        if (encoding == null || !isBelieved(type) || isNeverNull) {
            return null;
        }
        ArrowType.Int index = encoding.getIndexType();
        return switch (index.getBitWidth()) {
            case 8, 16, 32, 64 -> new DictionaryEncoding(id, encoding.isOrdered(), index);
            default -> null;
        };
    }

    /** An extension's name without its storage would make others refuse the column. */
    private Map<String, String> metadata(ArrowType type) {
        Map<String, String> metadata = new LinkedHashMap<>(stored.getMetadata());
        if (!isBelieved(type)) {
            metadata.remove(ExtensionType.EXTENSION_METADATA_KEY_NAME);
            metadata.remove(ExtensionType.EXTENSION_METADATA_KEY_METADATA);
        }
        return metadata;
    }
}
