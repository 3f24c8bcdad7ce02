package dev.arrowshare.benchmarks.pieces;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.ipc.ArrowFile;
import dev.arrowshare.memory.Allocators;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Opening a mapped Arrow file, and one batch of its 20 columns. Both include the close. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class OpenPiece {
    /** The folder of the data, from the driver. */
    @Param({""})
    private String data = "";

    @Param({"1000", "100000"})
    private int batches;

    private Path path = Path.of("");

    @SuppressWarnings("NullAway.Init") // JMH calls openFile first
    private ArrowFile file;

    private int next;

    @Setup
    public void openFile() {
        path = Path.of(data, "wide-" + batches + ".arrow");
        file = ArrowFile.open(path);
        if (file.batchCount() != batches) {
            throw new IllegalStateException(path + " has " + file.batchCount() + " batches, not " + batches);
        }
    }

    @TearDown
    public void closeFile() {
        file.close();
    }

    @Benchmark
    public int open() {
        try (ArrowFile opened = ArrowFile.open(path)) {
            return opened.batchCount();
        }
    }

    @Benchmark
    public long batch() {
        next = next + 1 == batches ? 0 : next + 1;
        try (Batch batch = file.batch(next, Allocators.root())) {
            return batch.rows();
        }
    }
}
