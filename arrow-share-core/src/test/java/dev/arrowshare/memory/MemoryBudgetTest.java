package dev.arrowshare.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.memory.RecycledMemory.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryBudgetTest {
    private static final long MEGABYTE = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void allSharesCountTogetherAndLetGoWhenTheyClose() {
        MemoryBudget budget = MemoryBudget.ofBytes(9 * MEGABYTE);
        MemoryBudget.Share one = budget.open();
        MemoryBudget.Share other = budget.open();
        one.hold(2 * MEGABYTE);
        assertTrue(other.hasRoomAhead(MEGABYTE));
        assertFalse(other.hasRoomAhead(MEGABYTE + 1), "two thirds are left to what cannot wait");
        other.hold(7 * MEGABYTE);
        assertFalse(one.isExceeded());
        one.hold(1);
        assertTrue(other.isExceeded());
        other.letGo(MEGABYTE);
        other.close();
        other.hold(5);
        assertEquals(2 * MEGABYTE + 1, budget.heldBytes());
        one.close();
        assertEquals(0, budget.heldBytes());
    }

    @Test
    void aBudgetThatHoldsNoPageIsRefused() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> MemoryBudget.ofBytes(1000));
        assertEquals(
                "a memory budget of 1000 bytes; at least 1048576 are needed for a column's pages",
                refused.getMessage());
    }

    @Test
    void freedMemoryIsKeptWithinTheSmallestBudgetInUse() {
        RecycledMemory memory = new RecycledMemory(64 * MEGABYTE);
        memory.limits().add(10 * MEGABYTE);
        memory.limits().add(8 * MEGABYTE);
        Block used = memory.take(6 * MEGABYTE);
        Block one = memory.take(MEGABYTE);
        Block two = memory.take(2 * MEGABYTE);
        memory.give(one);
        assertEquals(0, memory.keptBytes(), "8 in use: not one more");
        memory.give(two);
        assertEquals(2 * MEGABYTE, memory.keptBytes(), "6 in use");
        memory.limits().remove(8 * MEGABYTE);
        Block three = memory.take(3 * MEGABYTE);
        assertEquals(0, memory.keptBytes(), "9 in use: what is of another size makes room");
        memory.limits().remove(10 * MEGABYTE);
        memory.give(used);
        memory.give(three);
        assertEquals(9 * MEGABYTE, memory.keptBytes());
    }

    @Test
    void aContainersLimitCountsWhereItIsLessThanTheMachine() throws IOException {
        Path proc = Files.createDirectories(folder.resolve("proc/self")).getParent();
        Files.writeString(proc.resolve("meminfo"), "MemFree: 5 kB\nMemTotal:       16000 kB\n");
        Path groups = folder.resolve("groups");
        assertEquals(16_000 * 1024, MachineMemory.bytes(proc, groups));
        Files.writeString(proc.resolve("self/cgroup"), "0::/outer/inner\n");
        write(groups.resolve("outer/inner/memory.max"), "max\n");
        assertEquals(16_000 * 1024, MachineMemory.bytes(proc, groups));
        write(groups.resolve("outer/memory.max"), "4096000\n");
        assertEquals(4_096_000, MachineMemory.bytes(proc, groups));
        Files.writeString(proc.resolve("self/cgroup"), "5:cpu:/x\n4:hugetlb,memory:/outer/unseen\n");
        write(groups.resolve("memory/memory.limit_in_bytes"), "2048000\n");
        assertEquals(2_048_000, MachineMemory.bytes(proc, groups));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
