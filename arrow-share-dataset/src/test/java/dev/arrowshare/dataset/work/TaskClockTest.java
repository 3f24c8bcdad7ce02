package dev.arrowshare.dataset.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TaskClockTest {
    private final TaskClock clock = new TaskClock();

    @Test
    void waitingForOthersDoesNotCount() {
        clock.begin("task", 1_000);
        clock.paused(() -> {
            assertNull(clock.stint());
            long until = System.nanoTime() + 2_000_000;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            return "";
        });
        long shifted = clock.stint().sinceNanos() - 1_000;
        assertTrue(shifted >= 2_000_000, "nanoseconds that do not count: " + shifted);
        assertEquals("task", clock.stint().what());
    }

    @Test
    void aStartIsNoTask() {
        clock.begin(Stint.START, System.nanoTime() - 1_000_000_000L);
        clock.end();
        assertEquals(0, clock.longestNanos());
        clock.begin("task", System.nanoTime() - 1_000_000_000L);
        clock.end();
        assertTrue(clock.longestNanos() >= 1_000_000_000L);
        assertNull(clock.stint());
    }
}
