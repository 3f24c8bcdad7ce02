package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.PostMortem;
import dev.arrowshare.error.WorkerFailedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A worker that takes more than its control group has; skipped where we may make none. */
@Tag("slow")
@Timeout(90)
@EnabledOnOs(OS.LINUX)
class KernelOutOfMemoryTest {
    private static final long GROUP_BYTES = 600L << 20;

    /** Touches memory until somebody takes offence; pauses on the way, so that its size is seen before. */
    record Devour() implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws InterruptedException {
            List<ByteBuffer> held = new ArrayList<>();
            while (held.size() < 100) {
                ByteBuffer more = ByteBuffer.allocateDirect(16 << 20);
                for (int at = 0; at < more.capacity(); at += 4096) {
                    more.put(at, (byte) 1);
                }
                held.add(more);
                if (held.size() == 8) {
                    Thread.sleep(1_500);
                }
            }
            return batch;
        }
    }

    /** The coordinator, which is small, so that the kernel takes the worker. */
    static final class Main {
        public static void main(String[] arguments) {
            try (SharedDataset numbers = Numbers.share(100)) {
                numbers.mapBatches(new Devour())
                        .workers(Workers.processes(1))
                        .workerRetries(0)
                        .count();
            } catch (WorkerFailedException e) {
                PostMortem found = e.postMortem().orElseThrow();
                System.out.println(found.memory() + " " + (found.residentBytes() > 0) + " " + e.getMessage());
            }
        }
    }

    @Test
    void theKernelIsNamedWhenItKilledForWantOfMemory() throws IOException, InterruptedException {
        try (MemoryGroup group = MemoryGroup.limitedTo(GROUP_BYTES)) {
            List<String> command = new ArrayList<>(group.command());
            command.addAll(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx2g",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName()));
            Process coordinator = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(coordinator.getInputStream().readAllBytes(), Charset.defaultCharset());
            assertTrue(coordinator.waitFor(60, TimeUnit.SECONDS), "the coordinator goes on");
            assertEquals(0, coordinator.exitValue(), said);
            assertTrue(said.startsWith("KERNEL true worker 0 (process "), said);
            assertTrue(
                    said.contains("was probably killed by SIGKILL (exit code 137) in batch 0 (rows 0 to 99), "), said);
            assertTrue(said.contains(" MB resident; the kernel killed it for want of memory"), said);
        }
    }
}
