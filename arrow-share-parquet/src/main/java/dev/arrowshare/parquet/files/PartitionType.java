package dev.arrowshare.parquet.files;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** What the values of a partition column are: one type over all files, the first of these that takes each. */
enum PartitionType {
    INT64 {
        @Override
        Object parsed(String value) {
            return Long.valueOf(value);
        }

        @Override
        void fill(FieldVector vector, Object value, int rows) {
            BigIntVector numbers = (BigIntVector) vector;
            numbers.allocateNew(rows);
            for (int row = 0; row < rows; row++) {
                numbers.set(row, (Long) value);
            }
        }
    },
    DATE {
        @Override
        Object parsed(String value) {
            return LocalDate.parse(value);
        }

        @Override
        void fill(FieldVector vector, Object value, int rows) {
            int day = Math.toIntExact(((LocalDate) value).toEpochDay());
            DateDayVector days = (DateDayVector) vector;
            days.allocateNew(rows);
            for (int row = 0; row < rows; row++) {
                days.set(row, day);
            }
        }
    },
    TEXT {
        @Override
        Object parsed(String value) {
            return value;
        }

        @Override
        void fill(FieldVector vector, Object value, int rows) {
            byte[] bytes = ((String) value).getBytes(StandardCharsets.UTF_8);
            VarCharVector texts = (VarCharVector) vector;
            texts.allocateNew((long) rows * bytes.length, rows);
            for (int row = 0; row < rows; row++) {
                texts.set(row, bytes);
            }
        }
    };

    private ArrowType type() {
        return switch (this) {
            case INT64 -> new ArrowType.Int(64, true);
            case DATE -> new ArrowType.Date(DateUnit.DAY);
            case TEXT -> ArrowType.Utf8.INSTANCE;
        };
    }

    /** Fails with one of Java's own exceptions for a text that is no such value. */
    abstract Object parsed(String value);

    abstract void fill(FieldVector vector, Object value, int rows);

    /** The value as a filter compares it: a number, days, or the bytes of a text. */
    Object compared(String value) {
        Object parsed = parsed(value);
        if (parsed instanceof LocalDate date) {
            return date.toEpochDay();
        }
        return parsed instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : parsed;
    }

    /** The type that takes all of them; nulls fit any. Without any value it is text. */
    static PartitionType of(Collection<@Nullable String> values) {
        if (values.stream().allMatch(Objects::isNull)) {
            return TEXT;
        }
        return INT64.takes(values) ? INT64 : DATE.takes(values) ? DATE : TEXT;
    }

    private boolean takes(Collection<@Nullable String> values) {
        return values.stream().allMatch(value -> value == null || takes(value));
    }

    private boolean takes(String value) {
        // Java's parsers take more than numbers as they are written: a leading plus, and other scripts' digits.
        if (!value.matches("-?[0-9][0-9-]*")) {
            return false;
        }
        try {
            return parsed(value) != null;
        } catch (NumberFormatException | DateTimeParseException e) {
            return false;
        }
    }

    /** Always nullable, so that a partition that is added later does not change the schema. */
    Field field(String name) {
        return Field.nullable(name, type());
    }

    /** The same value in each row. */
    FieldVector vector(String name, @Nullable String value, int rows, BufferAllocator allocator) {
        if (value == null) {
            return NullColumn.of(field(name), rows, allocator);
        }
        FieldVector vector = field(name).createVector(allocator);
        try {
            fill(vector, parsed(value), rows);
            vector.setValueCount(rows);
            return vector;
        } catch (RuntimeException | Error e) {
            vector.close();
            throw e;
        }
    }
}
