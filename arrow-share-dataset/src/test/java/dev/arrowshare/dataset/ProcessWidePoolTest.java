package dev.arrowshare.dataset;

import static dev.arrowshare.dataset.TaskOptions.tasks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.error.ClosedException;
import dev.arrowshare.error.InterruptedRunException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class ProcessWidePoolTest {
    @Test
    void isTheSameForAllUntilItIsReset() {
        WorkerPool pool = WorkerPool.shared();
        assertSame(pool, WorkerPool.shared());
        assertEquals(List.of(2, 3), pool.map(List.of(1, 2), number -> number + 1));
        IllegalStateException failure = assertThrows(IllegalStateException.class, pool::close);
        assertEquals(
                "WorkerPool.shared() belongs to the whole process: WorkerPool.reset() ends it", failure.getMessage());
        WorkerPool.reset();
        assertNotSame(pool, WorkerPool.shared());
        assertThrows(ClosedException.class, () -> pool.map(List.of(1), number -> number));
        WorkerPool.reset();
    }

    /** Its thread is the caller's, whose interrupt is not a failure of the task. */
    @Test
    void anInterruptOfAnInlineTaskIsOneOfTheCaller() {
        try (WorkerPool pool = WorkerPool.open(Workers.inline())) {
            assertThrows(
                    InterruptedRunException.class,
                    () -> pool.map(List.of(1), number -> {
                        Thread.currentThread().interrupt();
                        Thread.sleep(60_000);
                        return number;
                    }));
            assertTrue(Thread.interrupted());
            assertEquals(List.of(2), pool.map(List.of(2), number -> number));
        }
    }

    /** With one thread, each level would otherwise wait for the one below it. */
    @Test
    void aTaskMayCallThePoolThatItIsATaskOf() {
        try (WorkerPool pool = WorkerPool.open(Workers.threads(1))) {
            List<Integer> sums = pool.map(
                    List.of(1, 10),
                    number -> pool.map(List.of(1, 2, 3), other -> number * other).stream()
                            .mapToInt(Integer::intValue)
                            .sum());
            assertEquals(List.of(6, 60), sums);
        }
    }

    @Test
    void aTaskWithinATaskHasTheSameWorkerAndLimitsOfItsOwn() {
        try (WorkerPool pool = WorkerPool.open(Workers.threads(2))) {
            List<Boolean> same = pool.map(List.of(1, 2), number -> {
                PoolWorker before = PoolWorker.current();
                List<Outcome<Boolean>> within = pool.tryMap(
                        List.of(1, 2),
                        other -> {
                            Thread.sleep(other == 1 ? 0 : 60_000);
                            return PoolWorker.current() == before;
                        },
                        tasks().taskTimeout(Duration.ofMillis(200)));
                return within.get(0).value()
                        && within.get(1).failure() instanceof TimeoutException
                        && PoolWorker.current() == before;
            });
            assertEquals(List.of(true, true), same);
        }
    }
}
