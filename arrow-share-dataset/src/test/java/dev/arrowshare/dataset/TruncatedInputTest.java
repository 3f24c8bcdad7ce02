package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.testing.ChildJvm;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A file that loses its pages while a function reads them, in a JVM that nobody would miss. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class TruncatedInputTest {
    @TempDir
    Path folder;

    /** Cuts off the file of its own input, then reads that. */
    record CutOff(Path file) implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws IOException {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(4_096);
            }
            BigIntVector ids = batch.column("id", BigIntVector.class);
            long sum = 0;
            for (int i = 0; i < ids.getValueCount(); i++) {
                sum += ids.get(i);
            }
            return batch.slice(0, sum % 2);
        }
    }

    /** Prints a line for each kind of workers, and one for a consumer. */
    static final class Main {
        public static void main(String[] arguments) {
            Path folder = Path.of(System.getProperty("folder"));
            for (Workers workers : List.of(Workers.inline(), Workers.threads(1), Workers.processes(1))) {
                Path file = folder.resolve(workers.getClass().getSimpleName() + ".arrow");
                System.out.println(outcome(
                        file,
                        input -> input.mapBatches(new CutOff(file))
                                .workers(workers)
                                .count()));
            }
            Path file = folder.resolve("Consumer.arrow");
            System.out.println(outcome(
                    file,
                    input -> input.forEach(batch -> new CutOff(file).map(batch).close())));
        }

        private static String outcome(Path file, Consumer<Pipeline> verb) {
            try (SharedDataset numbers = Numbers.share(10_000, 10_000)) {
                numbers.pipeline().writeArrow(file);
            }
            try (SharedDataset cut = SharedDataset.open(file)) {
                verb.accept(cut.pipeline());
                return "counted";
            } catch (ArrowShareException e) {
                return e.getClass().getSimpleName() + ": " + e.getMessage();
            }
        }
    }

    @Test
    void itIsACorruptFileInEachKindOfWorkersAndInAConsumer() throws IOException, InterruptedException {
        ChildJvm.Result result = ChildJvm.run(Main.class, "-Dfolder=" + folder);
        String expected = "CorruptFileException: %s/%s.arrow: the file was truncated while it was mapped\n";
        assertEquals(
                expected.formatted(folder, "Inline")
                        + expected.formatted(folder, "Threads")
                        + expected.formatted(folder, "Processes")
                        + expected.formatted(folder, "Consumer"),
                result.stdout(),
                result.stderr());
        assertEquals(0, result.exitCode());
    }
}
