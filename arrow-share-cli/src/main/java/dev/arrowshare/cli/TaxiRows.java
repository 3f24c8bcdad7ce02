package dev.arrowshare.cli;

import dev.arrowshare.batch.Batch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Made-up taxi trips: a 64-bit id, timestamps, numbers with and without nulls, text of high and low cardinality, a boolean.
 *
 * <p>Row {@code i} is the same in each sample, however many rows it has and whichever JDK makes it: each batch draws from a
 * {@link Random} of its own, whose algorithm is specified, row after row.
 */
final class TaxiRows {
    /** Rows of each batch but the last of a sample. */
    static final int BATCH_ROWS = 131_072;

    static final Schema SCHEMA = new Schema(List.of(
            required("trip_id", new ArrowType.Int(64, true)),
            required("vendor", new ArrowType.Int(32, true)),
            required("pickup", new ArrowType.Timestamp(TimeUnit.MICROSECOND, null)),
            required("dropoff", new ArrowType.Timestamp(TimeUnit.MICROSECOND, null)),
            Field.nullable("passengers", new ArrowType.Int(64, true)),
            required("distance", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)),
            required("fare", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)),
            Field.nullable("tip", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)),
            required("licence", ArrowType.Utf8.INSTANCE),
            required("from_zone", ArrowType.Utf8.INSTANCE),
            required("to_zone", ArrowType.Utf8.INSTANCE),
            required("payment", ArrowType.Utf8.INSTANCE),
            Field.nullable("note", ArrowType.Utf8.INSTANCE),
            required("shared", ArrowType.Bool.INSTANCE)));

    private static final long FIRST_PICKUP_MICROS = 1_704_067_200_000_000L;
    private static final int PICKUP_STEP_MICROS = 260_000;
    private static final byte[][] ZONES =
            utf8(IntStream.range(0, 265).mapToObj("zone-%03d"::formatted).toList());
    private static final byte[][] PAYMENTS = utf8(List.of("card", "cash", "dispute", "no charge"));
    private static final byte[][] NOTES = utf8(List.of(
            "ok", "late pickup", "toll paid in cash by the passenger", "", "airport run, two bags", "überfall"));

    private final Random random;
    private final long firstRow;
    private final BufferAllocator allocator;
    private final List<FieldVector> columns = new ArrayList<>();
    private final BigIntVector tripId;
    private final IntVector vendor;
    private final TimeStampMicroVector pickup;
    private final TimeStampMicroVector dropoff;
    private final BigIntVector passengers;
    private final Float8Vector distance;
    private final Float8Vector fare;
    private final Float8Vector tip;
    private final VarCharVector licence;
    private final VarCharVector fromZone;
    private final VarCharVector toZone;
    private final VarCharVector payment;
    private final VarCharVector note;
    private final BitVector shared;

    private TaxiRows(long batch, int rows, BufferAllocator allocator) {
        this.random = new Random(batch);
        this.firstRow = batch * BATCH_ROWS;
        this.allocator = allocator;
        tripId = next(BigIntVector.class, rows);
        vendor = next(IntVector.class, rows);
        pickup = next(TimeStampMicroVector.class, rows);
        dropoff = next(TimeStampMicroVector.class, rows);
        passengers = next(BigIntVector.class, rows);
        distance = next(Float8Vector.class, rows);
        fare = next(Float8Vector.class, rows);
        tip = next(Float8Vector.class, rows);
        licence = next(VarCharVector.class, rows);
        fromZone = next(VarCharVector.class, rows);
        toZone = next(VarCharVector.class, rows);
        payment = next(VarCharVector.class, rows);
        note = next(VarCharVector.class, rows);
        shared = next(BitVector.class, rows);
    }

    /** The first {@code rows} rows of that batch. */
    static Batch batch(long index, int rows, BufferAllocator allocator) {
        TaxiRows trips = new TaxiRows(index, rows, allocator);
        for (int row = 0; row < rows; row++) {
            trips.drive(row);
            trips.pay(row);
            trips.describe(row);
        }
        trips.columns.forEach(column -> column.setValueCount(rows));
        return Batch.of(rows, trips.columns, Map.of(), Map.of(), allocator);
    }

    /** The vector of the schema's next field. */
    private <V extends FieldVector> V next(Class<V> type, int rows) {
        FieldVector column = SCHEMA.getFields().get(columns.size()).createVector(allocator);
        column.setInitialCapacity(rows);
        column.allocateNew();
        columns.add(column);
        return type.cast(column);
    }

    private void drive(int row) {
        long start = FIRST_PICKUP_MICROS + (firstRow + row) * PICKUP_STEP_MICROS + random.nextInt(PICKUP_STEP_MICROS);
        double miles = cents(2.1 * exponential() + 1.3 * exponential());
        tripId.set(row, firstRow + row);
        vendor.set(row, 1 + random.nextInt(2));
        pickup.set(row, start);
        dropoff.set(row, start + (long) (miles * 3e8));
        distance.set(row, miles);
        int seats = 1 + random.nextInt(6);
        if (isPresent(0.95)) {
            passengers.set(row, seats);
        }
        shared.set(row, isPresent(0.1) ? 1 : 0);
    }

    private void pay(int row) {
        fare.set(row, cents(3 + 2.5 * distance.get(row) + random.nextDouble()));
        double given = cents(2 * exponential());
        if (isPresent(0.8)) {
            tip.set(row, given);
        }
        payment.setSafe(row, any(PAYMENTS));
    }

    private void describe(int row) {
        licence.setSafe(row, licencePlate(random.nextInt(1_000_000)));
        fromZone.setSafe(row, any(ZONES));
        toZone.setSafe(row, any(ZONES));
        byte[] text = any(NOTES);
        if (isPresent(0.7)) {
            note.setSafe(row, text);
        }
    }

    private boolean isPresent(double probability) {
        return random.nextDouble() < probability;
    }

    private byte[] any(byte[][] texts) {
        return texts[random.nextInt(texts.length)];
    }

    private double exponential() {
        return -StrictMath.log(1 - random.nextDouble());
    }

    private static double cents(double amount) {
        return Math.round(amount * 100) / 100.0;
    }

    /** {@code T012345} */
    private static byte[] licencePlate(int number) {
        byte[] text = {'T', '0', '0', '0', '0', '0', '0'};
        for (int i = text.length - 1, rest = number; rest > 0; i--, rest /= 10) {
            text[i] += (byte) (rest % 10);
        }
        return text;
    }

    private static byte[][] utf8(List<String> texts) {
        return texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    }

    private static Field required(String name, ArrowType type) {
        return new Field(name, FieldType.notNullable(type), null);
    }
}
