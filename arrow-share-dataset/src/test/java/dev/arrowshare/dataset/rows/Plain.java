package dev.arrowshare.dataset.rows;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Values of columns, as {@code BatchAssertions.value} reads them from the buffers, and of records in one form: numbers as Long, Double or
 * BigInteger, times as java.time adds them up from 1970, bytes as ByteBuffer, structs and records as maps, maps as maps.
 */
final class Plain {
    private Plain() {}

    /** What a column's value means. */
    static @Nullable Object ofColumn(@Nullable Object stored, Field field) {
        ArrowType type = ReadableTypes.stored(field.getType());
        if (stored == null) {
            return null;
        }
        if (type instanceof ArrowType.Map) {
            return map((List<?>) stored, field.getChildren().get(0));
        }
        if (stored instanceof List<?> list) {
            Field element = field.getChildren().get(0);
            List<@Nullable Object> all = new ArrayList<>();
            list.forEach(value -> all.add(ofColumn(value, element)));
            return all;
        }
        if (stored instanceof Map<?, ?> struct) {
            return struct(struct, field);
        }
        return stored instanceof Long number ? moment(number, type) : decimal(stored, type);
    }

    private static Object decimal(Object stored, ArrowType type) {
        return type instanceof ArrowType.Decimal decimal
                ? new BigDecimal((BigInteger) stored, decimal.getScale())
                : stored;
    }

    private static Map<Object, Object> map(List<?> entries, Field entry) {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (Object each : entries) {
            Map<?, ?> pair = struct((Map<?, ?>) each, entry);
            map.put(
                    pair.get(entry.getChildren().get(0).getName()),
                    pair.get(entry.getChildren().get(1).getName()));
        }
        return map;
    }

    private static Map<String, @Nullable Object> struct(Map<?, ?> stored, Field field) {
        Map<String, @Nullable Object> struct = new LinkedHashMap<>();
        int child = 0;
        for (Object value : stored.values()) {
            Field of = field.getChildren().get(child++);
            struct.put(of.getName(), ofColumn(value, of));
        }
        return struct;
    }

    private static Object moment(long number, ArrowType type) {
        if (type instanceof ArrowType.Timestamp timestamp) {
            Instant instant = Instant.EPOCH.plus(number, unit(timestamp.getUnit()));
            return timestamp.getTimezone() == null ? LocalDateTime.ofInstant(instant, ZoneId.of("UTC")) : instant;
        }
        if (type instanceof ArrowType.Time time) {
            return LocalTime.MIDNIGHT.plus(number, unit(time.getUnit()));
        }
        if (type instanceof ArrowType.Duration duration) {
            return Duration.of(number, unit(duration.getUnit()));
        }
        if (type instanceof ArrowType.Date date) {
            return LocalDate.EPOCH.plusDays(
                    date.getUnit() == DateUnit.DAY ? number : Math.floorDiv(number, 86_400_000L));
        }
        return type instanceof ArrowType.Interval
                ? Period.ofMonths((int) number).normalized()
                : number;
    }

    private static ChronoUnit unit(TimeUnit unit) {
        return switch (unit) {
            case SECOND -> ChronoUnit.SECONDS;
            case MILLISECOND -> ChronoUnit.MILLIS;
            case MICROSECOND -> ChronoUnit.MICROS;
            case NANOSECOND -> ChronoUnit.NANOS;
        };
    }

    /** What a component's value means. */
    static @Nullable Object ofJava(@Nullable Object value) {
        if (value instanceof Byte || value instanceof Short || value instanceof Integer) {
            return ((Number) value).longValue();
        }
        if (value instanceof OptionalInt optional) {
            return optional.isPresent() ? (long) optional.getAsInt() : null;
        }
        if (value instanceof OptionalLong optional) {
            return optional.isPresent() ? optional.getAsLong() : null;
        }
        if (value instanceof OptionalDouble optional) {
            return optional.isPresent() ? optional.getAsDouble() : null;
        }
        if (value instanceof Float number) {
            return number.doubleValue();
        }
        if (value instanceof byte[] bytes) {
            return ByteBuffer.wrap(bytes);
        }
        if (value instanceof ZonedDateTime zoned) {
            return zoned.toInstant();
        }
        return value instanceof Record || value instanceof List || value instanceof Map ? ofParts(value) : value;
    }

    private static Object ofParts(Object value) {
        if (value instanceof List<?> list) {
            List<@Nullable Object> all = new ArrayList<>();
            list.forEach(each -> all.add(ofJava(each)));
            return all;
        }
        if (value instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> all = new LinkedHashMap<>();
            map.forEach((key, each) -> all.put(ofJava(key), ofJava(each)));
            return all;
        }
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            all.put(component.getName(), ofJava(component(value, component)));
        }
        return all;
    }

    static @Nullable Object component(Object record, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
