package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.ClosedException;
import dev.arrowshare.error.MapperException;
import dev.arrowshare.memory.Allocators;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who frees what, and when, in each kind of workers. */
@Timeout(120)
class OwnershipTest {
    private static final int ROWS = 2_000;
    private static final int BATCHES = 20;
    private static final int GARBAGE_BYTES = 4 << 20;

    @TempDir
    Path folder;

    private LeftBehind before;
    private SharedDataset numbers;

    static List<Workers> kinds() {
        return List.of(Workers.inline(), Workers.threads(2), Workers.processes(1));
    }

    @BeforeEach
    void shareNumbers() {
        before = new LeftBehind();
        numbers = Numbers.share(IntStream.range(0, BATCHES).map(i -> ROWS).toArray());
    }

    @AfterEach
    void nothingIsLeftBehind() throws InterruptedException {
        numbers.close();
        before.check();
    }

    /** Allocates and closes nothing of it; then throws, or tells how much its process has allocated. */
    record Litter(boolean throwing) implements BatchMapper {
        @Override
        public Batch map(Batch batch) {
            BigIntVector garbage = new BigIntVector("garbage", batch.allocator());
            garbage.allocateNew(GARBAGE_BYTES / Long.BYTES);
            batch.edit("value", Float8Vector.class);
            batch.slice(1, 7).select("value");
            if (throwing) {
                throw new IllegalStateException("after " + GARBAGE_BYTES + " bytes");
            }
            BigIntVector allocated = batch.edit("id", BigIntVector.class);
            for (int i = 0; i < allocated.getValueCount(); i++) {
                allocated.set(i, Allocators.root().getAllocatedMemory());
            }
            return batch.select("value").with(allocated);
        }

        private static long most(Batch batch) {
            return batch.column("id", BigIntVector.class).get(0);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatAFunctionAllocatesAndDoesNotReturnIsFreedAfterEachCall(Workers workers) {
        List<Long> allocated = new ArrayList<>();
        numbers.mapBatches(new Litter(false)).workers(workers).forEach(batch -> allocated.add(Litter.most(batch)));
        long atOnce = 3L * workers.count() * GARBAGE_BYTES;
        assertEquals(BATCHES, allocated.size());
        assertTrue(allocated.stream().allMatch(bytes -> bytes <= atOnce), allocated::toString);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatAFunctionAllocatesBeforeItThrowsIsFreed(Workers workers) {
        Pipeline failing = numbers.mapBatches(new Litter(true)).workers(workers);
        assertThrows(MapperException.class, failing::count);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @EnabledOnOs(OS.LINUX)
    void aColumnThatIsCarriedThroughLiesInTheInputsFileAndANewOneDoesNot(Workers workers) {
        String input = numbers.path().toString();
        numbers.mapBatches(new Mappers.Twice()).workers(workers).forEach(batch -> {
            assertTrue(mappingOf(batch.column("name")).endsWith(input), () -> mappingOf(batch.column("name")));
            assertFalse(mappingOf(batch.column("twice")).endsWith(input), () -> mappingOf(batch.column("twice")));
        });
    }

    /** The line of this process's memory map that has the values. */
    private static String mappingOf(FieldVector vector) {
        long address = vector.getDataBuffer().memoryAddress();
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> covers(line, address)).findFirst().orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean covers(String line, long address) {
        String[] range = line.substring(0, line.indexOf(' ')).split("-", -1);
        return Long.parseUnsignedLong(range[0], 16) <= address && address < Long.parseUnsignedLong(range[1], 16);
    }

    @Test
    void aBatchOfForEachEndsWithTheCall() {
        List<Batch> kept = new ArrayList<>();
        numbers.forEach(kept::add);
        ClosedException failure =
                assertThrows(ClosedException.class, () -> kept.get(0).column("value", Float8Vector.class));
        assertTrue(failure.getMessage().contains("closed"), failure.getMessage());
    }

    @Test
    void slicesOfRowsPerBatchAreNoCopies() {
        RunSummary run = numbers.rowsPerBatch(100).requireZeroCopy().forEach(batch -> {
            assertEquals(0, batch.copiedBytes());
            assertTrue(batch.mappedBytes() > 0, batch::toString);
        });
        assertEquals(0, run.bytes().copied());
        assertEquals(ROWS / 64 * BATCHES + BATCHES, run.batches().out());
    }

    /** A published file never changes: who has mapped the old one goes on with it. */
    @Test
    void aMappedFileThatIsReplacedIsReadAsItWas() throws IOException {
        Path file = folder.resolve("numbers.arrow");
        numbers.writeArrow(file);
        try (SharedDataset old = SharedDataset.open(file);
                SharedDataset others = Numbers.share(7)) {
            Pipeline mapped = old.pipeline().workers(Workers.threads(2));
            assertEquals(Numbers.range(0, (long) ROWS * BATCHES), Numbers.ids(mapped));
            others.writeArrow(file);
            assertEquals(Numbers.range(0, (long) ROWS * BATCHES), Numbers.ids(mapped));
        }
    }

    /** Its blocks would be looked for where the new file has others, or none. */
    @ParameterizedTest
    @MethodSource("kinds")
    void aFileThatIsReplacedBeforeItIsMappedIsRefused(Workers workers) {
        Path file = folder.resolve("numbers.arrow");
        numbers.writeArrow(file);
        try (SharedDataset old = SharedDataset.open(file);
                SharedDataset others =
                        Numbers.share(IntStream.range(0, BATCHES).map(i -> ROWS).toArray())) {
            others.writeArrow(file);
            Pipeline mapping = old.mapBatches(new Mappers.Same()).workers(workers);
            String message =
                    assertThrows(ArrowShareException.class, mapping::count).getMessage();
            assertEquals(file + ": another file has taken the place of the one that was shared", message);
        }
    }
}
