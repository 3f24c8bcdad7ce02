package dev.arrowshare.benchmarks;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.RunSummary;
import dev.arrowshare.dataset.SharedDataset;
import dev.arrowshare.dataset.Workers;
import dev.arrowshare.ipc.ArrowFileWriter;
import dev.arrowshare.ipc.ArrowWriteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * What grows with batches and with workers: {@code Slopes write FILE BATCHES} makes an Arrow file of so many batches of 64 rows, and
 * {@code Slopes run FILE threads|processes WORKERS} counts the rows that pass through workers.
 *
 * <p>Prints, in one line: seconds to open and to run; bytes of this process's heap that are in use after opening and after the run, each
 * after a collection; private bytes of this process at the end; private bytes of all workers; rows.
 */
final class Slopes {
    private static final long BYTES_OF_KB = 1024;

    private Slopes() {}

    private static void write(Path file, int batches) {
        try (Batch first = TinyBatches.batch(0);
                ArrowFileWriter writer = ArrowFileWriter.create(file, first.schema(), ArrowWriteOptions.defaults())) {
            for (int i = 0; i < batches; i++) {
                try (Batch batch = TinyBatches.batch(i)) {
                    writer.append(batch);
                }
            }
            writer.publish(Map.of());
        }
    }

    private static void run(Path file, Workers workers) throws IOException {
        long heapBefore = heapBytes();
        long begin = System.nanoTime();
        try (SharedDataset data = SharedDataset.open(file)) {
            long opened = System.nanoTime();
            long heapOpened = heapBytes() - heapBefore;
            long beginRun = System.nanoTime();
            RunSummary summary =
                    data.mapBatches(batch -> batch).workers(workers).forEach(batch -> {});
            long ended = System.nanoTime();
            long heapEnded = heapBytes() - heapBefore;
            System.out.println(String.format(
                    Locale.ROOT,
                    "%.4f %.4f %d %d %d %d %d",
                    (opened - begin) / 1e9,
                    (ended - beginRun) / 1e9,
                    heapOpened,
                    heapEnded,
                    privateBytes(),
                    summary.memory().privateBytes(),
                    summary.rows().out()));
        }
    }

    private static long heapBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static long privateBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/smaps_rollup")).stream()
                .filter(line -> line.startsWith("Private_"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * BYTES_OF_KB)
                .sum();
    }

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[1]);
        if (arguments[0].equals("write")) {
            write(file, Integer.parseInt(arguments[2]));
        } else {
            int count = Integer.parseInt(arguments[3]);
            run(file, arguments[2].equals("threads") ? Workers.threads(count) : Workers.processes(count));
        }
    }
}
