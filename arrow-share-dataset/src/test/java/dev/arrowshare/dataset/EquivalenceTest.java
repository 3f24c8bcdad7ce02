package dev.arrowshare.dataset;

import static dev.arrowshare.dataset.Slices.slices;
import static dev.arrowshare.dataset.TaskFunction.stored;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.memory.Allocators;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Functions that give the same in the calling thread and in a process, and some that do not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class EquivalenceTest {
    private static final long HERE = ProcessHandle.current().pid();

    private final LeftBehind before = new LeftBehind();
    private final WorkerPool pool = WorkerPool.open(
            Workers.processes(1),
            PoolOptions.pool().onStart(worker -> worker.state(StringBuilder.class, () -> new StringBuilder("made"))));

    @AfterAll
    void close() throws InterruptedException {
        pool.close();
        before.check();
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /** Without an equality of its own. */
    private static final class Box implements java.io.Serializable {
        private static final long serialVersionUID = 1L;

        private final int content;

        Box(int content) {
            this.content = content;
        }

        @Override
        public String toString() {
            return "box of " + content;
        }
    }

    private static Batch batch(long value) {
        BigIntVector values = new BigIntVector("value", Allocators.root());
        values.allocateNew(3);
        for (int i = 0; i < 3; i++) {
            values.set(i, i == 2 ? value : 0);
        }
        values.setValueCount(3);
        return Batch.of(3, values);
    }

    @Test
    void whatIsTheSameIsTheSameOfAnyType() {
        pool.verifyEquivalence(numbers(1_000), number -> number + 1);
        pool.verifyEquivalence(numbers(10), number -> new int[] {number});
        pool.verifyEquivalence(numbers(10), Box::new);
        pool.verifyEquivalence(numbers(3), number -> batch(number));
        pool.verifyEquivalence(numbers(3), stored(number -> batch(number)));
        pool.verifyEquivalence(numbers(3), number -> 1 / number);
        pool.verifyEquivalence(
                List.of(1),
                number -> PoolWorker.current().state(StringBuilder.class).toString());
    }

    private static String difference(WorkerPool pool, TaskFunction<Integer, Object> function) {
        return assertThrows(ArrowShareException.class, () -> pool.verifyEquivalence(numbers(5), function))
                .getMessage();
    }

    @Test
    void theFirstDifferenceIsNamed() {
        long here = HERE;
        String begin =
                "verifyEquivalence: the function gives something else in processes(1) than in the calling thread, for ";
        assertEquals(
                begin + "3: 3 in the calling thread, 4 in processes(1)",
                difference(pool, number -> number == 3 && isElsewhere(here) ? 4 : number));
        assertEquals(begin + "0: [0] in the calling thread, [9] in processes(1)", difference(pool, number ->
                new long[] {isElsewhere(here) ? 9 : number}));
        assertEquals(
                begin + "1: the value 1 in the calling thread, the failure java.lang.IllegalStateException: no"
                        + " in processes(1)",
                difference(pool, number -> {
                    if (number == 1 && isElsewhere(here)) {
                        throw new IllegalStateException("no");
                    }
                    return number;
                }));
        assertEquals(
                begin + "0: box of 0 in the calling thread, box of 1 in processes(1)",
                difference(pool, number -> new Box(isElsewhere(here) ? number + 1 : number)));
        assertEquals(
                begin
                        + "0: 0 in row 2 of column value in the calling thread, 1 in row 2 of column value in processes(1)",
                difference(pool, number -> batch(isElsewhere(here) ? 1 : 0)));
    }

    private static boolean isElsewhere(long here) {
        return ProcessHandle.current().pid() != here;
    }

    @Test
    void slicesAreRefused() {
        IllegalArgumentException failure = assertThrows(
                IllegalArgumentException.class,
                () -> pool.verifyEquivalence(slices(new int[3]), slice -> slice.get(0)));
        assertEquals(
                "verifyEquivalence takes items, not slices: their number depends on the workers", failure.getMessage());
    }
}
