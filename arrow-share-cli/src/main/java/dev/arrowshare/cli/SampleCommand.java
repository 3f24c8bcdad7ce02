package dev.arrowshare.cli;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.Allocators;
import java.nio.file.Path;
import org.apache.arrow.memory.BufferAllocator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code arrow-share sample trips.parquet --rows 20000} */
@Command(
        name = "sample",
        description = "Makes taxi-like rows to try things on: the same rows each time.",
        mixinStandardHelpOptions = true)
final class SampleCommand implements Runnable {
    @Parameters(paramLabel = "OUT", description = "The file to make: .parquet, .arrow or .arrows.")
    private Path out;

    @Option(names = "--rows", paramLabel = "N", defaultValue = "20000", description = "How many (${DEFAULT-VALUE}).")
    private long rows;

    @Mixin
    private OutputCompression compression;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        WrongUse.in(spec, () -> {
            WrongUse.requireAtLeast(0, "--rows", rows);
            compression.requireFor(FileKind.of(out));
        });
        try (BufferAllocator allocator = Allocators.child("sample");
                BatchOutput output = BatchOutput.create(out, TaxiRows.SCHEMA, compression, new ParquetOutput());
                Progress progress = Progress.of("sample", rows, "making the first rows")) {
            for (long first = 0; first < rows; first += TaxiRows.BATCH_ROWS) {
                int count = (int) Math.min(TaxiRows.BATCH_ROWS, rows - first);
                try (Batch batch = TaxiRows.batch(first / TaxiRows.BATCH_ROWS, count, allocator)) {
                    output.append(batch);
                }
                progress.add(count);
            }
            output.publish();
        }
    }
}
