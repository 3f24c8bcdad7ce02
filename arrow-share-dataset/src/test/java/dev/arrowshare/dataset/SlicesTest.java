package dev.arrowshare.dataset;

import static dev.arrowshare.dataset.Slices.joined;
import static dev.arrowshare.dataset.Slices.slices;
import static dev.arrowshare.dataset.TaskFunction.stored;
import static dev.arrowshare.dataset.TaskOptions.tasks;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.Columns;
import dev.arrowshare.error.TaskFailedException;
import dev.arrowshare.memory.Allocators;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Arrays, vectors and batches in slices, with every kind of workers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SlicesTest {
    private static final int ROWS = 10_007;

    private final LeftBehind before = new LeftBehind();
    private final Map<Workers, WorkerPool> pools = new LinkedHashMap<>();

    @BeforeAll
    void open() {
        kinds().forEach(kind -> pools.put(kind, WorkerPool.open(kind)));
    }

    @AfterAll
    void close() throws InterruptedException {
        pools.values().forEach(WorkerPool::close);
        before.check();
    }

    static Stream<Workers> kinds() {
        return Stream.of(
                Workers.inline(),
                Workers.threads(3),
                Workers.processes(2),
                Workers.processes(1).threadsEach(2));
    }

    private static double sum(DoubleBuffer values) {
        double sum = 0;
        while (values.hasRemaining()) {
            sum += values.get();
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyElementIsInOneSlice(Workers kind) {
        WorkerPool pool = pools.get(kind);
        double[] values = new double[ROWS];
        for (int i = 0; i < ROWS; i++) {
            values[i] = i;
        }
        for (Slices<DoubleBuffer> all : List.of(slices(values), slices(values).ofSize(1_000))) {
            double sum = pool.map(all, slice -> sum(slice)).stream()
                    .mapToDouble(each -> each)
                    .sum();
            assertEquals((ROWS - 1.0) * ROWS / 2, sum);
        }
        List<Integer> sizes = pool.map(slices(values).ofSize(3_000), slice -> slice.remaining());
        assertEquals(List.of(3_000, 3_000, 3_000, 1_007), sizes);
        assertEquals(List.of(), pool.map(slices(new double[0]), slice -> slice.remaining()));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void arraysOfOtherTypesToo(Workers kind) {
        WorkerPool pool = pools.get(kind);
        assertEquals(List.of(1f, 3f), pool.map(slices(new float[] {1, 2, 3}).ofSize(2), FloatBuffer::get));
        assertEquals(List.of(1L, 3L), pool.map(slices(new long[] {1, 2, 3}).ofSize(2), LongBuffer::get));
        assertEquals(List.of(1, 3), pool.map(slices(new int[] {1, 2, 3}).ofSize(2), IntBuffer::get));
        assertEquals(
                List.of((byte) 1, (byte) 3),
                pool.map(slices(new byte[] {1, 2, 3}).ofSize(2), ByteBuffer::get));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void nobodyWritesToASliceOfAnArray(Workers kind) {
        Outcome<DoubleBuffer> outcome = pools.get(kind)
                .tryMap(slices(new double[] {1, 2}), slice -> slice.put(0, 7.0))
                .get(0);
        assertInstanceOf(ReadOnlyBufferException.class, outcome.failure());
    }

    private static Batch random(long seed) {
        Random random = new Random(seed);
        BigIntVector values = new BigIntVector("value", Allocators.root());
        values.allocateNew(ROWS);
        for (int i = 0; i < ROWS; i++) {
            if (random.nextInt(10) == 0) {
                values.setNull(i);
            } else {
                values.set(i, random.nextLong());
            }
        }
        values.setValueCount(ROWS);
        return Batch.of(ROWS, values);
    }

    private static List<Object> values(Batch batch, String column) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < batch.rows(); i++) {
            values.add(batch.column(column).getObject(i));
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void slicesOfABatchAreJoinedAgain(Workers kind) {
        long seed = System.nanoTime();
        try (Batch batch = random(seed)) {
            for (Slices<Batch> all : List.of(slices(batch), slices(batch).ofSize(999))) {
                try (Batch joined = joined(pools.get(kind)
                        .map(
                                all,
                                slice -> slice.with(Columns.bigInt(
                                        "negated", slice.column("value", BigIntVector.class), value -> -value))))) {
                    assertEquals(values(batch, "value"), values(joined, "value"), "seed " + seed);
                    assertEquals(
                            values(batch, "value").stream()
                                    .map(value -> value == null ? null : -(Long) value)
                                    .toList(),
                            values(joined, "negated"),
                            "seed " + seed);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aVectorIsSlicedToo(Workers kind) {
        long seed = System.nanoTime();
        try (Batch batch = random(seed)) {
            BigIntVector vector = batch.column("value", BigIntVector.class);
            List<long[]> nulls = pools.get(kind).map(slices(vector).ofSize(1_000), slice ->
                    new long[] {slice.getNullCount(), slice.getValueCount()});
            assertEquals(
                    vector.getNullCount(),
                    nulls.stream().mapToLong(each -> each[0]).sum(),
                    "seed " + seed);
            assertEquals(ROWS, nulls.stream().mapToLong(each -> each[1]).sum());
            assertEquals(11, nulls.size());
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aSliceThatFailsIsNamed(Workers kind) {
        TaskFailedException failure = assertThrows(
                TaskFailedException.class,
                () -> pools.get(kind).map(slices(new int[] {1, 2, 3, 0, 5, 6}).ofSize(2), slice -> 1 / slice.get(1)));
        assertTrue(
                failure.getMessage().startsWith("task 1 (elements 2 to 3) failed: java.lang.ArithmeticException"),
                failure.getMessage());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void resultsOfSlicesMayBeStored(Workers kind) {
        try (Batch batch = random(5)) {
            List<StoredResult<Batch>> results =
                    pools.get(kind).map(slices(batch).ofSize(6_000), stored(slice -> slice));
            long rows = 0;
            for (StoredResult<Batch> result : results) {
                try (result;
                        Batch part = result.get()) {
                    rows += part.rows();
                }
            }
            assertEquals(ROWS, rows);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void batchesThatAFunctionMakesComeBackWhateverTheirSize(Workers kind) {
        try (Results<Batch> results =
                pools.get(kind).stream(List.of(3_000_000, 5), rows -> zeros(rows), tasks().window(2))) {
            List<Long> rows = new ArrayList<>();
            for (Batch result : results) {
                try (result) {
                    rows.add(result.rows());
                }
            }
            assertEquals(List.of(3_000_000L, 5L), rows);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aBatchThatAFunctionGoesOnToUseIsRetained(Workers kind) {
        try (Batch held = random(11)) {
            List<Batch> results = pools.get(kind).map(List.of(1, 2, 3), number -> held.retain());
            for (Batch result : results) {
                assertEquals(values(held, "value"), values(result, "value"));
                result.close();
            }
        }
    }

    private static Batch zeros(int rows) {
        BigIntVector values = new BigIntVector("value", Allocators.root());
        values.allocateNew(rows);
        values.zeroVector();
        values.setValueCount(rows);
        return Batch.of(rows, values);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void resultsThatAreArraysAreJoined(Workers kind) {
        int[] twice = joined(pools.get(kind).map(slices(new int[] {1, 2, 3}).ofSize(2), slice -> {
            int[] doubled = new int[slice.remaining()];
            for (int i = 0; i < doubled.length; i++) {
                doubled[i] = 2 * slice.get(i);
            }
            return doubled;
        }));
        assertArrayEquals(new int[] {2, 4, 6}, twice);
    }

    @Test
    void whatIsNoArrayIsNotJoined() {
        IllegalArgumentException failure =
                assertThrows(IllegalArgumentException.class, () -> joined(List.of("a", "b")));
        assertEquals(
                "joined: batches, or arrays of primitives of one type, not java.lang.String", failure.getMessage());
        assertThrows(IllegalArgumentException.class, () -> joined(List.of()));
    }

    @Test
    void slicesAreItemsOfAnyLoop() {
        List<Integer> sizes = new ArrayList<>();
        for (DoubleBuffer slice : slices(new double[5]).ofSize(2)) {
            sizes.add(slice.remaining());
        }
        assertEquals(List.of(2, 2, 1), sizes);
        try (Batch batch = random(7)) {
            for (Batch slice : slices(batch).ofSize(5_000)) {
                try (slice) {
                    assertTrue(slice.rows() <= 5_000);
                }
            }
            for (BigIntVector slice :
                    slices(batch.column("value", BigIntVector.class)).ofSize(5_000)) {
                try (slice) {
                    assertTrue(slice.getValueCount() <= 5_000);
                }
            }
        }
        assertThrows(IllegalArgumentException.class, () -> slices(new int[1]).ofSize(0));
    }
}
