package dev.arrowshare.benchmarks.pieces;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.Compression;
import dev.arrowshare.parquet.page.Codec;
import dev.arrowshare.parquet.page.Codecs;
import java.io.IOException;
import java.util.Random;
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
import org.xerial.snappy.Snappy;

/** Decoding one Snappy page of 1 MiB, ours beside snappy-java's native decoder: pages a second, so about MiB a second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class SnappyPiece {
    private static final int BYTES = 1 << 20;
    private static final int SLACK = 64;

    /** What the page holds: counting 64-bit integers, doubles of two decimals, or text with repetitions. */
    @Param({"sequence", "doubles", "text"})
    private String values = "";

    private final Codec codec = Codecs.of(Compression.SNAPPY);
    private long page;
    private long compressed;
    private int compressedBytes;

    @Setup
    public void compress() {
        page = Memory.allocate(BYTES + SLACK);
        fill(new Random(7));
        int room = codec.maxCompressedBytes(BYTES);
        compressed = Memory.allocate(room);
        compressedBytes = codec.compress(page, BYTES, compressed, room);
    }

    private void fill(Random random) {
        for (int i = 0; i < BYTES; i += 8) {
            Memory.putLong(page + i, word(i / 8, random));
        }
    }

    private long word(int index, Random random) {
        return switch (values) {
            case "sequence" -> index;
            case "doubles" -> Double.doubleToRawLongBits(Math.round(random.nextGaussian() * 500 + 2000) / 100.0);
            case "text" ->
                0x2d656e6f7aL | (long) ('0' + random.nextInt(3)) << 40 | (long) ('0' + random.nextInt(10)) << 48;
            default -> throw new IllegalArgumentException("no values '" + values + "'");
        };
    }

    @TearDown
    public void free() {
        Memory.free(page);
        Memory.free(compressed);
    }

    @Benchmark
    public int decoded() {
        return codec.decompress(compressed, compressedBytes, page, BYTES + SLACK);
    }

    @Benchmark
    public long decodedBySnappyJava() throws IOException {
        return Snappy.rawUncompress(compressed, compressedBytes, page);
    }
}
