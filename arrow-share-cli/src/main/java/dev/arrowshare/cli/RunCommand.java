package dev.arrowshare.cli;

import dev.arrowshare.dataset.Pipeline;
import dev.arrowshare.dataset.RunSummary;
import dev.arrowshare.dataset.SharedDataset;
import dev.arrowshare.dataset.Workers;
import dev.arrowshare.filter.Filter;
import dev.arrowshare.parquet.ParquetReadOptions;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code arrow-share run --input trips.parquet --map TipShare.java --processes 4 --output tips.parquet} */
@Command(
        name = "run",
        description = "Maps a function over the batches of a dataset, on threads or in processes that share its pages.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Runnable {
    @Option(
            names = "--input",
            required = true,
            paramLabel = "FILE",
            description = "Parquet: a file, a folder or a glob, also several times; or one Arrow file.")
    private List<Path> inputs;

    @Mixin
    private MapperOptions function;

    @Mixin
    private RunOutput output;

    @Option(names = "--columns", split = ",", paramLabel = "NAME", description = "Only these, in this order.")
    private List<String> columns = List.of();

    @Option(
            names = "--where",
            paramLabel = "FILTER",
            description = "Only these rows: \"fare > 10 and zone in ('a', 'b')\".")
    private @Nullable String where;

    @Mixin
    private ParquetTypes types;

    @Mixin
    private FailureOptions failures;

    @Mixin
    private WorkerLimits limits;

    @ArgGroup
    private @Nullable WorkerCount workers;

    @ArgGroup
    private @Nullable ResultOrder order;

    @ArgGroup
    private @Nullable Resuming resuming;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        WrongUse.in(spec, this::check);
        boolean isDecodedForThreads =
                !isArrow(inputs.get(0)) && !(WorkerCount.of(workers) instanceof Workers.Processes);
        RunSummary summary = isDecodedForThreads ? runDecoded() : runShared();
        output.say(spec, summary);
    }

    /** Decoding begins while the function is compiled. */
    private RunSummary runDecoded() {
        Pipeline decoded = Pipeline.fromParquet(inputs, readOptions());
        if (Resuming.isAskedFor(resuming)) {
            try (MapperRecord mapper = function.create(spec)) {
                return write(pipeline(decoded).mapBatches(mapper.mapper()));
            }
        }
        LaterMapper mapper = LaterMapper.of(() -> function.create(spec));
        return mapper.with(() -> {
            try (mapper) {
                return write(pipeline(decoded).mapBatches(mapper));
            }
        });
    }

    /** The conversion goes on in the background while the function is compiled. */
    private RunSummary runShared() {
        try (SharedDataset dataset = open();
                MapperRecord mapper = function.create(spec)) {
            return write(pipeline(dataset.pipeline()).mapBatches(mapper.mapper()));
        }
    }

    private void check() {
        var unused = WorkerCount.of(workers);
        output.check();
        Resuming.check(resuming, output);
        failures.check(output.path(), inputs);
        limits.check();
        if (isArrow(inputs.get(0)) && inputs.size() > 1) {
            throw new IllegalArgumentException(
                    "--input: one Arrow file, or any number of Parquet files, not " + inputs);
        }
        types.toOptions();
        if (isArrow(inputs.get(0))) {
            types.refuseFor(inputs.get(0));
        }
        if (where != null) {
            Filter.parse(where);
        }
        if (!columns.isEmpty()) {
            ParquetReadOptions.read().columns(columns.toArray(String[]::new));
        }
    }

    private SharedDataset open() {
        if (isArrow(inputs.get(0))) {
            return SharedDataset.open(inputs.get(0));
        }
        return SharedDataset.fromParquet(inputs, readOptions());
    }

    private ParquetReadOptions readOptions() {
        ParquetReadOptions all = output.parquet().with(types.toOptions());
        ParquetReadOptions chosen = columns.isEmpty() ? all : all.columns(columns.toArray(String[]::new));
        return where == null ? chosen : chosen.where(Filter.parse(where));
    }

    private Pipeline pipeline(Pipeline input) {
        Pipeline all = limits.with(input.workers(WorkerCount.of(workers)), spec);
        Pipeline pipeline = output.parquet().memory().map(all::memoryBudget).orElse(all);
        if (where != null && isArrow(inputs.get(0))) {
            pipeline = pipeline.where(Filter.parse(where));
        }
        if (!columns.isEmpty()) {
            pipeline = pipeline.select(columns.toArray(String[]::new));
        }
        return ResultOrder.of(order, Resuming.of(resuming, pipeline));
    }

    private RunSummary write(Pipeline pipeline) {
        return output.write(spec, failures.sayingTo(spec, pipeline, output.path()), whatComesFirst());
    }

    private String whatComesFirst() {
        return isArrow(inputs.get(0)) ? "starting the workers" : "decoding the first row group";
    }

    private static boolean isArrow(Path input) {
        String name = String.valueOf(input.getFileName());
        return name.endsWith(".arrow") || name.endsWith(".feather");
    }
}
