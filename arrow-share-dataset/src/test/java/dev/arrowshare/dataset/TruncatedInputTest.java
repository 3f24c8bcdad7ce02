package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.ipc.ArrowFile;
import dev.arrowshare.memory.Allocators;
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
            cutOff(file);
            return batch.slice(0, sum(batch) % 2);
        }
    }

    private static void cutOff(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(4_096);
        }
    }

    private static long sum(Batch batch) {
        BigIntVector ids = batch.column("id", BigIntVector.class);
        long sum = 0;
        for (int i = 0; i < ids.getValueCount(); i++) {
            sum += ids.get(i);
        }
        return sum;
    }

    /** Leaves the reading to whoever takes its results. */
    record CutOffForOthers(Path file) implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws IOException {
            cutOff(file);
            return batch;
        }
    }

    /** A resource over the input's pages. */
    record Pages(ArrowFile file, Batch batch) implements AutoCloseable {
        static Pages of(Path file) {
            ArrowFile opened = ArrowFile.open(file);
            return new Pages(opened, opened.batch(0, Allocators.root()));
        }

        static Pages cutOff(Path file) throws IOException {
            try (Pages pages = of(file)) {
                TruncatedInputTest.cutOff(file);
                return sum(pages.batch) == 0 ? pages : of(file);
            }
        }

        @Override
        public void close() {
            batch.close();
            file.close();
        }
    }

    /** A resource that reads the input's pages when it is closed. */
    record LastLook(Pages pages) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            try (pages) {
                cutOff(pages.file.path());
                sum(pages.batch);
            }
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
            resources(folder);
            sinks(folder);
            Path file = folder.resolve("Consumer.arrow");
            System.out.println(outcome(
                    file,
                    input -> input.forEach(batch -> new CutOff(file).map(batch).close())));
        }

        private static void resources(Path folder) {
            for (Workers workers : List.of(Workers.inline(), Workers.threads(1), Workers.processes(1))) {
                Path opened = folder.resolve("Factory.arrow");
                String path = opened.toString();
                System.out.println(outcome(
                        opened,
                        input -> input.mapBatches(() -> Pages.cutOff(Path.of(path)), (pages, batch) -> batch)
                                .workers(workers)
                                .count()));
                Path closed = folder.resolve("Close.arrow");
                String last = closed.toString();
                System.out.println(outcome(
                        closed,
                        input -> input.mapBatches(() -> new LastLook(Pages.of(Path.of(last))), (look, batch) -> batch)
                                .workers(workers)
                                .count()));
            }
        }

        private static void sinks(Path folder) {
            for (Workers workers : List.of(Workers.inline(), Workers.threads(1), Workers.processes(1))) {
                Path file = folder.resolve("Sink.arrow");
                System.out.println(outcome(
                        file,
                        input -> input.mapBatches(new CutOffForOthers(file))
                                .workers(workers)
                                .writeArrow(folder.resolve("out.arrow"))));
            }
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
    void itIsACorruptFileWhereverOneOfOursReads() throws IOException, InterruptedException {
        ChildJvm.Result result = ChildJvm.run(Main.class, "-Dfolder=" + folder);
        String expected = "CorruptFileException: %s/%s.arrow: it was truncated while it was being read\n";
        assertEquals(
                expected.formatted(folder, "Inline")
                        + expected.formatted(folder, "Threads")
                        + expected.formatted(folder, "Processes")
                        + (expected.formatted(folder, "Factory") + expected.formatted(folder, "Close")).repeat(3)
                        + expected.formatted(folder, "Sink").repeat(3)
                        + expected.formatted(folder, "Consumer"),
                result.stdout(),
                result.stderr());
        assertEquals(0, result.exitCode());
    }
}
