package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.testing.BatchAssertions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** What {@link WrittenFile} must find of an Arrow column: Parquet's form of each value, worked out one at a time. */
final class ExpectedValues {
    private ExpectedValues() {}

    static List<Object> of(Batch batch, int column, Field field) {
        List<Object> values = new ArrayList<>();
        for (long row = 0; row < batch.rows(); row++) {
            values.add(inParquet(BatchAssertions.value(batch, column, row), field));
        }
        return values;
    }

    private static Object inParquet(Object value, Field field) {
        if (value == null) {
            return null;
        }
        if (field.getType() instanceof ArrowType.RunEndEncoded) {
            return inParquet(value, field.getChildren().get(1));
        }
        if (value instanceof List<?> elements) {
            List<Object> converted = new ArrayList<>();
            elements.forEach(element ->
                    converted.add(inParquet(element, field.getChildren().get(0))));
            return converted;
        }
        return value instanceof Map<?, ?> members ? members(members, field) : inParquet(value, field.getType());
    }

    private static Map<String, Object> members(Map<?, ?> members, Field field) {
        Map<String, Object> converted = new LinkedHashMap<>();
        Iterator<?> values = members.values().iterator();
        for (Field child : field.getChildren()) {
            converted.put(converted.size() + ":" + child.getName(), inParquet(values.next(), child));
        }
        return converted;
    }

    private static Object inParquet(Object value, ArrowType type) {
        boolean isSeconds = (type instanceof ArrowType.Timestamp stamp && stamp.getUnit() == TimeUnit.SECOND)
                || (type instanceof ArrowType.Time time && time.getUnit() == TimeUnit.SECOND);
        if (isSeconds) {
            return (Long) value * 1000;
        }
        if (type instanceof ArrowType.Date date && date.getUnit() == DateUnit.MILLISECOND) {
            return (Long) value / 86_400_000;
        }
        return type instanceof ArrowType.Interval interval ? interval((Long) value, interval.getUnit()) : value;
    }

    private static ByteBuffer interval(long value, IntervalUnit unit) {
        boolean isMonths = unit == IntervalUnit.YEAR_MONTH;
        return ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(isMonths ? (int) value : 0)
                .putLong(isMonths ? 0 : value)
                .flip();
    }

    /** Parquet has no negative intervals; random ones are made positive where they lie. */
    static Batch withoutNegativeIntervals(Batch batch) {
        for (int column = 0; column < batch.columnCount(); column++) {
            makePositive(batch.column(column));
        }
        DictionaryProvider dictionaries = batch.dictionaries();
        for (long id : dictionaries.getDictionaryIds()) {
            makePositive(dictionaries.lookup(id).getVector());
        }
        return batch;
    }

    private static void makePositive(FieldVector vector) {
        vector.getChildrenFromFields().forEach(ExpectedValues::makePositive);
        if (vector.getField().getType() instanceof ArrowType.Interval) {
            ArrowBuf data = vector.getDataBuffer();
            for (long at = 0; at + 4 <= data.capacity(); at += 4) {
                data.setInt(at, data.getInt(at) & 0x7fffffff);
            }
        }
    }
}
