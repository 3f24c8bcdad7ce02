package dev.arrowshare.benchmarks;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.ipc.ArrowFile;
import dev.arrowshare.memory.Allocators;
import java.nio.file.Path;

/**
 * Opening Arrow files in a fresh process: {@code OpenArrowFile OTHER FILE}. Prints seconds until OTHER is open and its first batch is
 * there, which loads every class; then until FILE is open, and until its first batch with all columns is there. The last two are what
 * peers/open.py times, which has imported pyarrow before.
 */
final class OpenArrowFile {
    private OpenArrowFile() {}

    public static void main(String[] arguments) {
        double[] other = seconds(Path.of(arguments[0]));
        double[] file = seconds(Path.of(arguments[1]));
        System.out.println((other[0] + other[1]) + " " + file[0] + " " + file[1]);
    }

    private static double[] seconds(Path path) {
        long begin = System.nanoTime();
        try (ArrowFile file = ArrowFile.open(path)) {
            long opened = System.nanoTime();
            try (Batch batch = file.batch(0, Allocators.root())) {
                long there = System.nanoTime();
                if (batch.columnCount() != file.schema().getFields().size()) {
                    throw new IllegalStateException(
                            "the batch of " + path + " has " + batch.columnCount() + " columns");
                }
                return new double[] {(opened - begin) / 1e9, (there - opened) / 1e9};
            }
        }
    }
}
