package dev.arrowshare.batch;

import static dev.arrowshare.memory.Memory.getDouble;
import static dev.arrowshare.memory.Memory.getLong;
import static dev.arrowshare.memory.Memory.putDouble;
import static dev.arrowshare.memory.Memory.putLong;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * New columns: from one or two existing ones, which is the fast way, or row by row.
 *
 * <pre>{@code
 * trips.with(Columns.float8("tip_share", tip, fare, (t, f) -> t / f));           // null where tip or fare is
 * trips.with(Columns.utf8("source", trips, row -> "taxi"));                      // the same in each row
 * trips.with(Columns.bit("long_trip", trips, row -> miles.isNull(row) ? null : miles.get(row) > 20));
 * }</pre>
 *
 * <p>From columns: null in, null out, and the function is not called for nulls. Row by row: the function gets the row's number in
 * the batch, and its null is the column's null.
 *
 * <p><b>Threads:</b> safe; a function is called from the calling thread, row after row.
 *
 * <p><b>Ownership:</b> the result belongs to the caller, who hands it to {@link Batch#with}. It is allocated where its source
 * columns, or the batch, allocate.
 *
 * <p><b>Errors:</b> what the function throws comes out as it is, and nothing stays allocated.
 */
public final class Columns {
    private Columns() {}

    /** Doubles from doubles. */
    public static Float8Vector float8(String name, Float8Vector source, DoubleUnaryOperator operator) {
        return ValidRows.of(source)
                .map(new Float8Vector(name, source.getAllocator()), (from, unused, to, start, end) -> {
                    for (long at = 8 * start; at < 8 * end; at += 8) {
                        putDouble(to + at, operator.applyAsDouble(getDouble(from + at)));
                    }
                });
    }

    /** Doubles from two columns of doubles; null where either is. */
    public static Float8Vector float8(
            String name, Float8Vector left, Float8Vector right, DoubleBinaryOperator operator) {
        return ValidRows.of(left, right)
                .map(new Float8Vector(name, left.getAllocator()), (one, other, to, start, end) -> {
                    for (long at = 8 * start; at < 8 * end; at += 8) {
                        putDouble(to + at, operator.applyAsDouble(getDouble(one + at), getDouble(other + at)));
                    }
                });
    }

    /** 64-bit integers from 64-bit integers. */
    public static BigIntVector bigInt(String name, BigIntVector source, LongUnaryOperator operator) {
        return ValidRows.of(source)
                .map(new BigIntVector(name, source.getAllocator()), (from, unused, to, start, end) -> {
                    for (long at = 8 * start; at < 8 * end; at += 8) {
                        putLong(to + at, operator.applyAsLong(getLong(from + at)));
                    }
                });
    }

    /** 64-bit integers from two columns of them; null where either is. */
    public static BigIntVector bigInt(String name, BigIntVector left, BigIntVector right, LongBinaryOperator operator) {
        return ValidRows.of(left, right)
                .map(new BigIntVector(name, left.getAllocator()), (one, other, to, start, end) -> {
                    for (long at = 8 * start; at < 8 * end; at += 8) {
                        putLong(to + at, operator.applyAsLong(getLong(one + at), getLong(other + at)));
                    }
                });
    }

    /** Texts from texts. */
    public static VarCharVector utf8(String name, VarCharVector source, UnaryOperator<@Nullable String> operator) {
        VarCharVector result = new VarCharVector(name, source.getAllocator());
        return Rows.fill(result, source.getValueCount(), row -> {
            if (!source.isNull(row)) {
                put(result, row, operator.apply(new String(source.get(row), StandardCharsets.UTF_8)));
            }
        });
    }

    /** Doubles, row by row. */
    public static Float8Vector float8(String name, Batch batch, IntFunction<@Nullable Double> value) {
        Float8Vector result = new Float8Vector(name, batch.allocator());
        return Rows.fill(result, batch.rows(), row -> {
            Double present = value.apply(row);
            if (present != null) {
                result.set(row, present);
            }
        });
    }

    /** Floats, row by row. */
    public static Float4Vector float4(String name, Batch batch, IntFunction<@Nullable Float> value) {
        Float4Vector result = new Float4Vector(name, batch.allocator());
        return Rows.fill(result, batch.rows(), row -> {
            Float present = value.apply(row);
            if (present != null) {
                result.set(row, present);
            }
        });
    }

    /** 64-bit integers, row by row. */
    public static BigIntVector bigInt(String name, Batch batch, IntFunction<@Nullable Long> value) {
        BigIntVector result = new BigIntVector(name, batch.allocator());
        return Rows.fill(result, batch.rows(), row -> {
            Long present = value.apply(row);
            if (present != null) {
                result.set(row, present);
            }
        });
    }

    /** 32-bit integers, row by row. */
    public static IntVector integer(String name, Batch batch, IntFunction<@Nullable Integer> value) {
        IntVector result = new IntVector(name, batch.allocator());
        return Rows.fill(result, batch.rows(), row -> {
            Integer present = value.apply(row);
            if (present != null) {
                result.set(row, present);
            }
        });
    }

    /** Truth values, row by row. */
    public static BitVector bit(String name, Batch batch, IntFunction<@Nullable Boolean> value) {
        BitVector result = new BitVector(name, batch.allocator());
        return Rows.fill(result, batch.rows(), row -> {
            Boolean present = value.apply(row);
            if (present != null) {
                result.set(row, present ? 1 : 0);
            }
        });
    }

    /** Texts, row by row. */
    public static VarCharVector utf8(String name, Batch batch, IntFunction<@Nullable String> value) {
        VarCharVector result = new VarCharVector(name, batch.allocator());
        return Rows.fill(result, batch.rows(), row -> put(result, row, value.apply(row)));
    }

    /** Instants in microseconds, UTC, row by row; finer fractions are cut off. */
    public static TimeStampMicroTZVector timestamp(String name, Batch batch, IntFunction<@Nullable Instant> value) {
        TimeStampMicroTZVector result = new TimeStampMicroTZVector(name, batch.allocator(), "UTC");
        return Rows.fill(result, batch.rows(), row -> {
            Instant present = value.apply(row);
            if (present != null) {
                long micros = Math.multiplyExact(present.getEpochSecond(), 1_000_000L);
                result.set(row, Math.addExact(micros, present.getNano() / 1_000));
            }
        });
    }

    private static void put(VarCharVector result, int row, @Nullable String value) {
        if (value != null) {
            result.setSafe(row, value.getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * The values of several vectors of one field after each other, copied. Dictionary indices stay as they are.
     *
     * @param field as declared: Arrow-java's union vectors report other type ids than those in their buffers
     */
    public static FieldVector concat(Field field, List<? extends FieldVector> vectors, BufferAllocator allocator) {
        List<Concatenation.Part> parts =
                vectors.stream().map(vector -> Concatenation.Part.of(vector, 0)).toList();
        return new Concatenation(allocator, Map.of()).of(field, parts);
    }

    /** The values of a vector under another field of the same type, sharing every buffer. */
    public static FieldVector share(FieldVector source, Field field, BufferAllocator allocator) {
        return Views.of(source, field, allocator);
    }
}
