package dev.arrowshare.cli;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.filter.Filter;
import dev.arrowshare.memory.Allocators;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code arrow-share convert trips.parquet trips.arrow} */
@Command(
        name = "convert",
        description = "Turns Parquet, Arrow files and Arrow streams into one another, by the ends of their names.",
        mixinStandardHelpOptions = true)
final class ConvertCommand implements Runnable {
    @Parameters(paramLabel = "IN", description = "The file to read: .parquet, .arrow or .arrows.")
    private Path in;

    @Parameters(paramLabel = "OUT", description = "The file to make: .parquet, .arrow or .arrows.")
    private Path out;

    @Option(names = "--columns", split = ",", paramLabel = "NAME", description = "Only these, in this order.")
    private List<String> columns = List.of();

    @Option(
            names = "--where",
            paramLabel = "FILTER",
            description = "Only these rows: \"fare > 10 and zone in ('a', 'b')\".")
    private @Nullable String where;

    @Option(names = "--rows-per-batch", paramLabel = "N", description = "The most rows of a batch.")
    private long rowsPerBatch = Long.MAX_VALUE;

    @Option(names = "--json", description = "What was done as JSON, for programs.")
    private boolean json;

    @Mixin
    private ParquetTypes types;

    @Mixin
    private OutputCompression compression;

    @Mixin
    private ParquetOutput parquet;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        WrongUse.in(spec, () -> {
            WrongUse.requireAtLeast(1, "--rows-per-batch", rowsPerBatch);
            types.toOptions();
            filter();
            if (FileKind.of(in) != FileKind.PARQUET) {
                types.refuseFor(in);
            }
            compression.requireFor(parquet.kindOf(out));
            parquet.requireFor(out);
        });
        try (BufferAllocator allocator = Allocators.child("convert");
                BatchInput input = BatchInput.open(in, columns, parquet.with(types.toOptions()), filter(), allocator);
                BatchOutput output = BatchOutput.create(out, input.schema(), compression, parquet);
                Progress progress = Progress.of("convert", input.rows(), "reading the first rows")) {
            long[] rows = new long[1];
            input.forEach(batch -> {
                append(batch, output);
                rows[0] += batch.rows();
                progress.add(batch.rows());
            });
            output.skipped(input.skippedFiles());
            output.publish();
            ConvertSummary summary = new ConvertSummary(in, out, rows[0], input.skipped(), input.skippedFiles());
            summary.print(spec.commandLine().getOut(), json);
        }
    }

    private @Nullable Filter filter() {
        return where == null ? null : Filter.parse(where);
    }

    private void append(Batch batch, BatchOutput output) {
        for (long first = 0; first == 0 || first < batch.rows(); first += rowsPerBatch) {
            try (Batch slice = batch.slice(first, Math.min(rowsPerBatch, batch.rows() - first))) {
                output.append(slice);
            }
        }
    }
}
