package dev.arrowshare.cli;

import dev.arrowshare.dataset.Pipeline;
import dev.arrowshare.dataset.RunSummary;
import dev.arrowshare.dataset.work.FailedRows;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.parquet.ParquetReadOptions;
import dev.arrowshare.parquet.ParquetSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code arrow-share replay failed.parquet --map TipShare.java -o rest.parquet} */
@Command(
        name = "replay",
        description = "Runs a function over the rows that failed in a run with --dead-letter, as they were before.",
        mixinStandardHelpOptions = true)
final class ReplayCommand implements Runnable {
    @Parameters(paramLabel = "DEAD_LETTER", description = "The Parquet file that the run has put them in.")
    private Path deadLetter;

    @Mixin
    private MapperOptions function;

    @Mixin
    private RunOutput output;

    @Mixin
    private ParquetTypes types;

    @Mixin
    private FailureOptions failures;

    @ArgGroup
    private @Nullable WorkerCount workers;

    @ArgGroup
    private @Nullable ResultOrder order;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        WrongUse.in(spec, () -> {
            output.check();
            var unused = WorkerCount.of(workers);
            failures.check(output.path(), List.of(deadLetter));
            types.toOptions();
            if (output.path().equals(deadLetter)) {
                throw new IllegalArgumentException("--output " + deadLetter + " is the input; name another file");
            }
        });
        Pipeline failed = Pipeline.fromParquet(deadLetter, input());
        output.say(spec, replay(failed));
    }

    private RunSummary replay(Pipeline failed) {
        try (MapperRecord mapper = function.create(spec)) {
            Pipeline all = ResultOrder.of(order, failed.workers(WorkerCount.of(workers)));
            Pipeline mapped =
                    output.parquet().memory().map(all::memoryBudget).orElse(all).mapBatches(mapper.mapper());
            return output.write(spec, failures.sayingTo(spec, mapped, output.path()), "decoding the first row group");
        }
    }

    /** All columns but those that say why the rows are here. */
    private ParquetReadOptions input() {
        ParquetReadOptions options = output.parquet().with(types.toOptions());
        List<String> names = new ArrayList<>(ParquetSource.open(deadLetter, options).schema().getFields().stream()
                .map(Field::getName)
                .toList());
        for (String added : FailedRows.names()) {
            if (!names.remove(added)) {
                throw new ArrowShareException(deadLetter + ": it has no column '" + added
                        + "', so it is no file that --dead-letter has made");
            }
        }
        return options.columns(names.toArray(String[]::new));
    }
}
