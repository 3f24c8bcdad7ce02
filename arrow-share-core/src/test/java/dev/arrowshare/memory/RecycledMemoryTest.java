package dev.arrowshare.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.memory.RecycledMemory.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RecycledMemoryTest {
    private static final long MEGABYTE = 1 << 20;

    private final RecycledMemory memory = new RecycledMemory(8 * MEGABYTE);

    @Test
    void aBlockThatWasGivenBackIsTakenAgain() {
        Block first = memory.take(MEGABYTE);
        memory.give(first);
        assertEquals(MEGABYTE, memory.keptBytes());
        Block second = memory.take(MEGABYTE - 1000);
        assertEquals(first, second);
        assertEquals(0, memory.keptBytes());
        assertNotEquals(first.address(), taken(MEGABYTE).address());
        memory.give(second);
    }

    private Block taken(long bytes) {
        Block block = memory.take(bytes);
        Memory.fill(block.address(), bytes, (byte) 1);
        memory.give(block);
        return block;
    }

    @Test
    void addressesAreAlignedAndBlocksLargeEnough() {
        Random random = new Random(20_261_121);
        for (int i = 0; i < 1_000; i++) {
            long wanted = 1 + (long) (random.nextDouble() * 4 * MEGABYTE);
            Block block = memory.take(wanted);
            assertEquals(0, block.address() % 64);
            assertTrue(block.bytes() >= wanted, () -> block + " for " + wanted);
            assertTrue(block.bytes() <= wanted + wanted / 8 + 1, () -> block + " for " + wanted);
            memory.give(block);
        }
    }

    @Test
    void noMoreIsKeptThanTheLimit() {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            blocks.add(memory.take(MEGABYTE));
        }
        blocks.forEach(memory::give);
        assertEquals(8 * MEGABYTE, memory.keptBytes());
    }

    @Test
    void whatNobodyTakesIsFreedAndTheThreadEnds() throws InterruptedException {
        for (int round = 0; round < 2; round++) {
            taken(MEGABYTE);
            assertTrue(memory.keptBytes() > 0);
            while (memory.keptBytes() > 0 || sweeperLives()) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    private static boolean sweeperLives() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("arrow-share memory"));
    }

    @Test
    void aBlockIsNeverTwoTakers() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Void>> takers = new ArrayList<>();
            for (long taker = 1; taker <= 4; taker++) {
                long mark = taker;
                takers.add(() -> takeAndGive(mark));
            }
            for (Future<Void> taker : threads.invokeAll(takers)) {
                taker.get();
            }
        } finally {
            threads.shutdown();
            assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
        }
    }

    private Void takeAndGive(long mark) {
        for (int i = 0; i < 20_000; i++) {
            Block block = memory.take(100_000);
            Memory.putLong(block.address(), mark);
            Memory.putLong(block.address() + 99_992, mark);
            Memory.fill(block.address() + 8, 90_000, (byte) i);
            assertEquals(mark, Memory.getLong(block.address()));
            assertEquals(mark, Memory.getLong(block.address() + 99_992));
            memory.give(block);
        }
        return null;
    }
}
