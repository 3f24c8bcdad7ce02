package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.memory.Allocators;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What one run leaves, many make visible; {@code -Darrowshare.cycles=10000} makes them many more. */
@Tag("slow")
@Timeout(3_600)
@EnabledOnOs(OS.LINUX)
class OpenRunCloseTest {
    private static final int CYCLES = Integer.getInteger("arrowshare.cycles", 100);

    /** One in so many runs has worker processes. */
    private static final int PROCESSES_EVERY = 50;

    /** What a JVM opens and starts when it likes to: jars, compilers. */
    private static final int SLACK = 12;

    @TempDir
    Path folder;

    private record Held(long descriptors, long mappings, long threads, long bytes) {
        static Held now() throws IOException {
            return new Held(
                    entries("fd"),
                    Files.readAllLines(Path.of("/proc/self/maps")).stream()
                            .filter(line -> line.contains("arrow"))
                            .count(),
                    entries("task"),
                    Allocators.root().getAllocatedMemory());
        }

        private static long entries(String of) throws IOException {
            try (Stream<Path> entries = Files.list(Path.of("/proc/self", of))) {
                return entries.count();
            }
        }
    }

    @Test
    void descriptorsMappingsThreadsAndMemoryStayAsTheyAre() throws IOException, InterruptedException {
        for (int warmUp = 0; warmUp < 2; warmUp++) {
            cycle(0);
        }
        Held before = Held.now();
        for (int cycle = 1; cycle <= CYCLES; cycle++) {
            cycle(cycle);
        }
        Thread.sleep(200);
        Held after = Held.now();

        String said = "after " + CYCLES + " cycles " + after + ", before " + before;
        assertTrue(after.descriptors() <= before.descriptors() + SLACK, said);
        assertTrue(after.mappings() <= before.mappings() + SLACK, said);
        assertTrue(after.threads() <= before.threads() + SLACK, said);
        assertTrue(after.bytes() == before.bytes(), said);
    }

    private void cycle(int number) {
        Workers workers = number % PROCESSES_EVERY == 0 ? Workers.processes(1) : Workers.threads(2);
        try (SharedDataset numbers = Numbers.share(50, 50)) {
            numbers.mapBatches(new Mappers.Twice()).workers(workers).writeArrow(folder.resolve("out.arrow"));
        }
    }
}
