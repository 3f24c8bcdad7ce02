package dev.arrowshare.dataset;

import static dev.arrowshare.dataset.TaskFunction.async;
import static dev.arrowshare.dataset.TaskFunction.stored;
import static dev.arrowshare.dataset.TaskOptions.tasks;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.ClosedException;
import dev.arrowshare.memory.Allocators;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Results that workers put into files. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class StoredResultsTest {
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

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static List<Object> oneOfEach() {
        return Arrays.asList(
                new byte[] {1, -2},
                new boolean[] {true, false, true},
                new short[] {Short.MIN_VALUE, 7},
                new char[] {'a', '\uffff'},
                new int[] {Integer.MIN_VALUE, 1},
                LongStream.range(0, 300_000).toArray(),
                new float[] {1.5f, Float.NaN},
                new double[] {Math.PI, -0.0},
                new long[0],
                "text, and \ud800",
                1.5f,
                (short) -3,
                (byte) -4,
                '\uffff',
                null,
                List.of("a", 1));
    }

    private static void assertSame(List<Object> expected, List<Object> actual) {
        assertArrayEquals(expected.toArray(), actual.toArray());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void anythingComesBackFromItsFile(Workers kind) {
        WorkerPool pool = pools.get(kind);
        List<StoredResult<Object>> results = pool.map(oneOfEach(), stored(value -> value));
        assertSame(oneOfEach(), results.stream().map(StoredResult::get).toList());
        StoredResult<Object> longs = results.get(5);
        assertEquals(2_400_000, longs.bytes());
        assertTrue(Files.exists(longs.path()));
        results.forEach(StoredResult::close);
        results.forEach(StoredResult::close);
        assertFalse(Files.exists(longs.path()));
        ClosedException gone = assertThrows(ClosedException.class, longs::get);
        assertTrue(gone.getMessage().startsWith(longs.path() + " is gone"), gone.getMessage());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void arraysAndNumbersOfEveryTypeTravelWithoutFilesToo(Workers kind) {
        assertSame(oneOfEach(), pools.get(kind).map(oneOfEach(), value -> value));
        List<Object> each = oneOfEach();
        for (Object value : each.subList(0, each.size() - 2)) {
            assertSame(List.of(value), pools.get(kind).map(List.of(value), same -> same));
        }
        ByteBuffer buffer = ByteBuffer.wrap(new byte[] {1, 2, 3, 4}, 1, 2);
        assertEquals(List.of(buffer), pools.get(kind).map(List.of(buffer), same -> same));
        try (StoredResult<ByteBuffer> result =
                pools.get(kind).map(List.of(buffer), stored(same -> same)).get(0)) {
            assertEquals(buffer, result.get());
            assertEquals(2, result.bytes());
        }
    }

    private static Batch batch(int rows) {
        BigIntVector values = new BigIntVector("value", Allocators.root());
        values.allocateNew(rows);
        for (int i = 0; i < rows; i++) {
            values.set(i, 3L * i);
        }
        values.setValueCount(rows);
        return Batch.of(rows, values);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void batchesLieInArrowFilesAndOutliveThem(Workers kind) {
        List<StoredResult<Batch>> results = pools.get(kind).map(List.of(4, 3_000_000), stored(rows -> batch(rows)));
        for (StoredResult<Batch> result : results) {
            assertTrue(result.path().toString().endsWith(".arrow"), result.toString());
            try (Batch batch = result.get()) {
                result.close();
                int last = (int) batch.rows() - 1;
                assertEquals(
                        3L * last, batch.column("value", BigIntVector.class).get(last));
            }
            assertThrows(ClosedException.class, result::get);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void futuresAreStoredWhenTheyAreThere(Workers kind) {
        List<StoredResult<int[]>> results = pools.get(kind)
                .map(
                        numbers(50),
                        stored(async(
                                number -> CompletableFuture.supplyAsync(() -> new int[] {number}, Runnable::run))));
        for (int i = 0; i < 50; i++) {
            try (StoredResult<int[]> result = results.get(i)) {
                assertArrayEquals(new int[] {i}, result.get());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aStreamOfThemIsClosedOneByOne(Workers kind) {
        try (Results<StoredResult<long[]>> results =
                pools.get(kind).stream(numbers(40), stored(number -> new long[] {number}), tasks().window(4))) {
            long next = 0;
            for (StoredResult<long[]> result : results) {
                try (result) {
                    assertEquals(next++, result.get()[0]);
                }
            }
            assertEquals(40, next);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void failuresAreThoseOfTheFunction(Workers kind) {
        List<Outcome<StoredResult<Integer>>> outcomes =
                pools.get(kind).tryMap(List.of(1, 0), stored(number -> 1 / number));
        outcomes.get(0).value().close();
        assertInstanceOf(ArithmeticException.class, outcomes.get(1).failure());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void filesAreTheOwnersAloneAndGoWithThePool(Workers kind, @TempDir Path parent) throws IOException {
        Path folder = Files.createDirectory(parent.resolve("results"));
        List<StoredResult<Object>> results;
        try (WorkerPool pool = WorkerPool.open(kind)) {
            results = pool.map(
                    List.of("raw", "batch", "object"),
                    stored(what -> switch (what) {
                        case "raw" -> new long[] {1};
                        case "batch" -> batch(1);
                        default -> what;
                    }),
                    tasks().resultsTo(folder));
            for (StoredResult<Object> result : results) {
                assertTrue(result.path().startsWith(folder), result.toString());
                assertEquals("rw-------", permissions(result.path()), result.toString());
            }
            Path first = results.get(0).path().getParent();
            assertEquals("rwx------", permissions(first), first.toString());
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
        assertThrows(ClosedException.class, () -> results.get(0).get());
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aFolderIsForStoredResultsAndMustBeOurs(@TempDir Path folder) throws IOException {
        WorkerPool pool = pools.get(Workers.threads(3));
        IllegalArgumentException notStored = assertThrows(
                IllegalArgumentException.class,
                () -> pool.map(List.of(1), number -> number, tasks().resultsTo(folder)));
        assertEquals(
                "resultsTo(" + folder + ") is for functions whose results are stored: stored(function)",
                notStored.getMessage());
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        ArrowShareException refused = assertThrows(
                ArrowShareException.class,
                () -> pool.map(List.of(1), stored(number -> number), tasks().resultsTo(open)));
        assertTrue(refused.getMessage().contains("other users may write to it"), refused.getMessage());
    }
}
