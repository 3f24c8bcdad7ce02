package dev.arrowshare.benchmarks.pieces;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.ipc.ArrowFileWriter;
import dev.arrowshare.ipc.ArrowWriteOptions;
import dev.arrowshare.memory.Allocators;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Writing an Arrow file of 32 blocks of 16 MiB, hashed, into the page cache, and publishing it: milliseconds for 512 MiB. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 5, time = 3)
public class WriteArrowPiece {
    private static final int BLOCKS = 32;
    private static final int COLUMNS = 16;
    private static final int ROWS = 131_072;

    @SuppressWarnings("NullAway.Init") // JMH calls fill first
    private Batch batch;

    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Setup
    public void fill() throws IOException {
        folder = Files.createTempDirectory("write-arrow");
        FieldVector[] columns = new FieldVector[COLUMNS];
        for (int c = 0; c < COLUMNS; c++) {
            columns[c] = column("c" + c);
        }
        batch = Batch.of(ROWS, columns);
    }

    private static BigIntVector column(String name) {
        BigIntVector column = new BigIntVector(name, Allocators.root());
        column.allocateNew(ROWS);
        for (int row = 0; row < ROWS; row++) {
            column.set(row, row * 31L);
        }
        column.setValueCount(ROWS);
        return column;
    }

    @Benchmark
    public long written() {
        ArrowWriteOptions options = ArrowWriteOptions.defaults().unsynced();
        try (ArrowFileWriter writer = ArrowFileWriter.create(folder.resolve("out.arrow"), batch.schema(), options)) {
            for (int i = 0; i < BLOCKS; i++) {
                writer.append(batch);
            }
            writer.publish(Map.of());
            return writer.bytes();
        }
    }

    @TearDown
    public void delete() throws IOException {
        batch.close();
        Files.deleteIfExists(folder.resolve("out.arrow"));
        Files.delete(folder);
    }
}
