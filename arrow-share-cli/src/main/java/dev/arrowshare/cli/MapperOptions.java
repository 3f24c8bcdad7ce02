package dev.arrowshare.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Which function is run. */
final class MapperOptions {
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

    /** Compiles it, if it is source; the caller closes it. */
    MapperRecord create(CommandSpec spec) {
        return MapperRecord.create(MapperClass.load(map, jars).type(), components, spec);
    }
}
