package dev.arrowshare.cli;

import dev.arrowshare.dataset.Pipeline;
import dev.arrowshare.dataset.RunSummary;
import dev.arrowshare.dataset.SharedDataset;
import dev.arrowshare.dataset.Workers;
import dev.arrowshare.filter.Filter;
import dev.arrowshare.parquet.ParquetReadOptions;
import dev.arrowshare.parquet.ParquetWriteOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    @Option(
            names = "--map",
            required = true,
            paramLabel = "CLASS",
            description = "A BatchMapper: a .java source file, or the name of a class of --jar.")
    private String map;

    @Option(names = "--jar", paramLabel = "FILE", description = "Where the class and what it needs are.")
    private List<Path> jars = List.of();

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A component of the record that --map names.")
    private Map<String, String> components = new LinkedHashMap<>();

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FILE",
            description = "The file to make: .parquet or .arrow.")
    private Path output;

    @Option(names = "--columns", split = ",", paramLabel = "NAME", description = "Only these, in this order.")
    private List<String> columns = List.of();

    @Option(
            names = "--where",
            paramLabel = "FILTER",
            description = "Only these rows: \"fare > 10 and zone in ('a', 'b')\".")
    private @Nullable String where;

    @Option(names = "--json", description = "Say what was done as a JSON object, with the files that were made.")
    private boolean json;

    @Option(names = "--unordered", description = "Write results as they come, not in the order of the input.")
    private boolean unordered;

    @Mixin
    private ParquetTypes types;

    @Mixin
    private OutputCompression compression;

    @Mixin
    private ParquetOutput parquet;

    @Mixin
    private WorkerLimits limits;

    @ArgGroup
    private @Nullable WorkerCount workers;

    @Spec
    private CommandSpec spec;

    /** One kind of workers, not both. */
    static final class WorkerCount {
        @Option(
                names = "--threads",
                paramLabel = "N",
                description = "Work on N threads; as many as cores, unless said.")
        private @Nullable Integer threads;

        @Option(names = "--processes", paramLabel = "N", description = "Work in N processes.")
        private @Nullable Integer processes;

        Workers toWorkers() {
            return threads != null ? Workers.threads(threads) : Workers.processes(processes == null ? 0 : processes);
        }
    }

    @Override
    public void run() {
        WrongUse.in(spec, this::check);
        boolean isDecodedForThreads = !isArrow(inputs.get(0)) && !(kind() instanceof Workers.Processes);
        RunSummary summary = isDecodedForThreads ? runDecoded() : runShared();
        spec.commandLine().getOut().println(json ? summary.toJson() : summary);
    }

    /** Decoding begins while the function is compiled. */
    private RunSummary runDecoded() {
        Pipeline decoded = Pipeline.fromParquet(inputs, readOptions());
        LaterMapper mapper = LaterMapper.of(this::mapper);
        return mapper.with(() -> {
            try (mapper) {
                return write(pipeline(decoded).mapBatches(mapper));
            }
        });
    }

    /** The conversion goes on in the background while the function is compiled. */
    private RunSummary runShared() {
        try (SharedDataset dataset = open();
                MapperRecord mapper = mapper()) {
            return write(pipeline(dataset.pipeline()).mapBatches(mapper.mapper()));
        }
    }

    private MapperRecord mapper() {
        return MapperRecord.create(MapperClass.load(map, jars).type(), components, spec);
    }

    private Workers kind() {
        return workers == null ? Workers.threads(Runtime.getRuntime().availableProcessors()) : workers.toWorkers();
    }

    private void check() {
        if (workers != null) {
            workers.toWorkers();
        }
        limits.check();
        FileKind kind = parquet.kindOf(output);
        if (kind == FileKind.STREAM) {
            throw new IllegalArgumentException("--output " + output + ": a run makes .parquet or .arrow files");
        }
        compression.requireFor(kind);
        parquet.requireFor(output);
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
        ParquetReadOptions all = parquet.with(types.toOptions());
        ParquetReadOptions chosen = columns.isEmpty() ? all : all.columns(columns.toArray(String[]::new));
        return where == null ? chosen : chosen.where(Filter.parse(where));
    }

    private Pipeline pipeline(Pipeline input) {
        Pipeline all = limits.with(input.workers(kind()), spec);
        Pipeline pipeline = parquet.memory().map(all::memoryBudget).orElse(all);
        if (where != null && isArrow(inputs.get(0))) {
            pipeline = pipeline.where(Filter.parse(where));
        }
        if (!columns.isEmpty()) {
            pipeline = pipeline.select(columns.toArray(String[]::new));
        }
        return unordered ? pipeline.unordered() : pipeline;
    }

    private RunSummary write(Pipeline pipeline) {
        try (Progress progress = Progress.of("run", pipeline.rowsAtMost(), whatComesFirst())) {
            return writeOutput(pipeline.onProgress(progress::add));
        }
    }

    private String whatComesFirst() {
        return isArrow(inputs.get(0)) ? "starting the workers" : "decoding the first row group";
    }

    private RunSummary writeOutput(Pipeline pipeline) {
        ParquetWriteOptions options = parquet.with(compression.forParquet());
        if (parquet.isFolder()) {
            return pipeline.writeParquetFolder(output, options, parquet.layout());
        }
        return FileKind.of(output) == FileKind.PARQUET
                ? pipeline.writeParquet(output, options)
                : pipeline.writeArrow(output, compression.forArrow());
    }

    private static boolean isArrow(Path input) {
        String name = String.valueOf(input.getFileName());
        return name.endsWith(".arrow") || name.endsWith(".feather");
    }
}
