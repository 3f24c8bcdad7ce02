package dev.arrowshare.benchmarks;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.ipc.ArrowFile;
import dev.arrowshare.memory.Allocators;
import java.nio.file.Path;

/**
 * Opening an Arrow file in a fresh process, once: {@code OpenArrowFile FILE}. Prints seconds until it is open, and then until its
 * first batch with all columns is there. Arrow's own classes are loaded before, as peers/open.py has imported pyarrow before.
 */
final class OpenArrowFile {
    private OpenArrowFile() {}

    public static void main(String[] arguments) {
        Allocators.root();
        long begin = System.nanoTime();
        try (ArrowFile file = ArrowFile.open(Path.of(arguments[0]))) {
            long opened = System.nanoTime();
            try (Batch batch = file.batch(0, Allocators.root())) {
                long there = System.nanoTime();
                System.out.println((opened - begin) / 1e9 + " " + (there - opened) / 1e9 + " " + batch.columnCount());
            }
        }
    }
}
