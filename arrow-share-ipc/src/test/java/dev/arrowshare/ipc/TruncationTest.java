package dev.arrowshare.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.ipc.publish.ChildJvm;
import dev.arrowshare.memory.Allocators;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TruncationTest {
    @TempDir
    private Path folder;

    /** Truncates a file under its own mapping, in a JVM that nobody would miss. */
    static final class Child {
        public static void main(String[] arguments) throws IOException {
            Path path = Path.of(arguments[0]);
            write(path);
            try (ArrowFile file = ArrowFile.open(path)) {
                long half = file.location(2).offset();
                try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                    channel.truncate(half);
                }
                System.out.println(outcome(file));
            }
        }

        private static String outcome(ArrowFile file) {
            try {
                file.batch(3, Allocators.root()).close();
                return "read";
            } catch (CorruptFileException e) {
                return e.getMessage();
            }
        }

        private static void write(Path path) {
            BigIntVector numbers = new BigIntVector("number", Allocators.root());
            numbers.allocateNew(10_000);
            numbers.setValueCount(10_000);
            try (Batch batch = Batch.of(10_000, numbers);
                    ArrowFileWriter writer =
                            ArrowFileWriter.create(path, batch.schema(), ArrowWriteOptions.defaults())) {
                for (int i = 0; i < 4; i++) {
                    writer.append(batch);
                }
                writer.publish(Map.of());
            }
        }
    }

    @Test
    void aFileTruncatedUnderItsReadersIsAnExceptionAndNotTheEndOfTheJvm() throws IOException, InterruptedException {
        Path path = folder.resolve("short.arrow");
        Process child = ChildJvm.start(Child.class, path);
        String outcome = ChildJvm.firstLine(child);
        assertTrue(child.waitFor(30, TimeUnit.SECONDS));
        assertEquals(0, child.exitValue());
        assertEquals(path + ": it was truncated while it was being read", outcome);
    }
}
