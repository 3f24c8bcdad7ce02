package dev.arrowshare.cli;

import dev.arrowshare.memory.MemoryBudget;
import dev.arrowshare.parquet.FolderLayout;
import dev.arrowshare.parquet.ParquetReadOptions;
import dev.arrowshare.parquet.ParquetWriteOptions;
import dev.arrowshare.parquet.ParquetWriteOptions.Encoding;
import dev.arrowshare.parquet.ParquetWriteOptions.PageVersion;
import dev.arrowshare.parquet.SortingColumn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How Parquet is written, and whether as one file or as a folder of them. */
final class ParquetOutput {
    private static final long USUAL_DISTINCT = 100_000;
    private static final double FALSE_POSITIVES = 0.01;
    private static final int LAST_OF_TWO = 2;

    @Option(
            names = "--partition-by",
            split = ",",
            paramLabel = "NAME",
            description = "Make a folder of Parquet files, in folders by these columns' values: day=2024-01-01/...")
    private List<String> partitionBy = List.of();

    @Option(
            names = "--file-bytes",
            paramLabel = "BYTES",
            description = "Make a folder of Parquet files of about that size.")
    private @Nullable Long fileBytes;

    @Option(
            names = "--partitions-limit",
            paramLabel = "N",
            description = "How many folders --partition-by may make (1024).")
    private @Nullable Integer partitionsLimit;

    @Option(names = "--row-group-rows", paramLabel = "N", description = "The most rows of a Parquet row group.")
    private @Nullable Integer rowGroupRows;

    @Option(
            names = "--row-group-bytes",
            paramLabel = "BYTES",
            description = "About the most Arrow memory of a Parquet row group's rows.")
    private @Nullable Long rowGroupBytes;

    @Option(names = "--page-rows", paramLabel = "N", description = "The most rows of a Parquet page.")
    private @Nullable Integer pageRows;

    @Option(names = "--page-bytes", paramLabel = "BYTES", description = "The most bytes of a Parquet page.")
    private @Nullable Integer pageBytes;

    @Option(names = "--page-version", paramLabel = "1|2", description = "The layout of Parquet's data pages.")
    private @Nullable Integer pageVersion;

    @Option(
            names = "--encoding",
            paramLabel = "NAME=ENCODING",
            description = "The encoding of a Parquet column: plain, dictionary, rle, delta_binary_packed,"
                    + " delta_length_byte_array, delta_byte_array or byte_stream_split.")
    private Map<String, String> encodings = new LinkedHashMap<>();

    @Option(
            names = "--bloom-filter",
            paramLabel = "NAME[=DISTINCT]",
            description = "Write a bloom filter for a column, of so many different values a row group (100000).")
    private List<String> bloomFilters = List.of();

    @Option(
            names = "--sorted-by",
            split = ",",
            paramLabel = "NAME[:desc]",
            description = "Note in the Parquet file that its rows are sorted so; they are not sorted here.")
    private List<String> sortedBy = List.of();

    @Option(
            names = "--memory",
            paramLabel = "BYTES",
            description = "The most native memory to take: a quarter of the machine, unless this is given.")
    private @Nullable Long memory;

    @Mixin
    private OutputKeys keys = new OutputKeys();

    private @Nullable MemoryBudget budget;

    /** Whether one name stands for a folder of files. */
    boolean isFolder() {
        return !partitionBy.isEmpty() || fileBytes != null;
    }

    FileKind kindOf(Path output) {
        return isFolder() ? FileKind.PARQUET : FileKind.of(output);
    }

    FolderLayout layout() {
        FolderLayout layout = FolderLayout.files().partitionBy(partitionBy.toArray(String[]::new));
        layout = partitionsLimit == null ? layout : layout.partitionsLimit(partitionsLimit);
        return fileBytes == null ? layout : layout.fileBytes(fileBytes);
    }

    /** One for all that is read and written. */
    Optional<MemoryBudget> memory() {
        if (budget == null && memory != null) {
            budget = MemoryBudget.ofBytes(memory);
        }
        return Optional.ofNullable(budget);
    }

    ParquetReadOptions with(ParquetReadOptions given) {
        return memory().map(given::memoryBudget).orElse(given);
    }

    ParquetWriteOptions with(ParquetWriteOptions given) {
        ParquetWriteOptions options = given;
        for (Setting setting : settings()) {
            options = setting.change().apply(options);
        }
        return memory().map(options::memoryBudget).orElse(options);
    }

    /** An option that was given, and what it does. */
    private record Setting(String option, UnaryOperator<ParquetWriteOptions> change) {}

    /** All that is for Parquet alone, as far as it was given. */
    private List<Setting> settings() {
        List<Setting> settings = new ArrayList<>();
        add(settings, "--row-group-rows", rowGroupRows, ParquetWriteOptions::rowGroupRows);
        add(settings, "--row-group-bytes", rowGroupBytes, ParquetWriteOptions::rowGroupBytes);
        add(settings, "--page-rows", pageRows, ParquetWriteOptions::pageRows);
        add(settings, "--page-bytes", pageBytes, ParquetWriteOptions::pageBytes);
        add(settings, "--page-version", pageVersion, (options, number) -> options.pageVersion(version(number)));
        encodings.forEach((column, name) ->
                add(settings, "--encoding", name, (options, given) -> options.encoding(column, encoding(given))));
        bloomFilters.forEach(given -> add(settings, "--bloom-filter", given, ParquetOutput::bloomFilter));
        add(settings, "--sorted-by", sortedBy.isEmpty() ? null : sortedBy, ParquetOutput::sortedBy);
        if (keys.isSaid()) {
            settings.add(new Setting("--output-keys", keys::with));
        }
        return settings;
    }

    private static <T> void add(
            List<Setting> settings,
            String option,
            @Nullable T given,
            BiFunction<ParquetWriteOptions, T, ParquetWriteOptions> change) {
        if (given != null) {
            settings.add(new Setting(option, options -> change.apply(options, given)));
        }
    }

    private static PageVersion version(int number) {
        return switch (number) {
            case 1 -> PageVersion.V1;
            case LAST_OF_TWO -> PageVersion.V2;
            default -> throw new IllegalArgumentException("--page-version is " + number + "; 1 or 2");
        };
    }

    private static Encoding encoding(String given) {
        List<String> names = Arrays.stream(Encoding.values())
                .map(encoding -> encoding.name().toLowerCase(Locale.ROOT))
                .toList();
        String name = given.toLowerCase(Locale.ROOT).replace('-', '_');
        if (!names.contains(name)) {
            throw new IllegalArgumentException("no encoding '" + given + "'"
                    + Suggestion.among(names, name)
                            .map(meant -> "; did you mean " + meant + "?")
                            .orElse("")
                    + "; encodings are " + String.join(", ", names));
        }
        return Encoding.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static ParquetWriteOptions bloomFilter(ParquetWriteOptions options, String given) {
        int equals = given.lastIndexOf('=');
        if (equals < 0) {
            return options.bloomFilter(given, USUAL_DISTINCT, FALSE_POSITIVES);
        }
        try {
            long distinct = Long.parseLong(given.substring(equals + 1));
            return options.bloomFilter(given.substring(0, equals), distinct, FALSE_POSITIVES);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--bloom-filter " + given + ": a number is to follow '='", e);
        }
    }

    private static ParquetWriteOptions sortedBy(ParquetWriteOptions options, List<String> columns) {
        return options.sortedBy(columns.stream().map(ParquetOutput::sorting).toArray(SortingColumn[]::new));
    }

    private static SortingColumn sorting(String given) {
        return given.endsWith(":desc")
                ? SortingColumn.descending(given.substring(0, given.length() - ":desc".length()))
                : SortingColumn.ascending(given);
    }

    /** Fails for an output that has no such things. */
    private void refuseFor(Path output) {
        settings().stream().findFirst().ifPresent(setting -> {
            throw new IllegalArgumentException(
                    setting.option() + " is for Parquet; " + output + " is Arrow by its name");
        });
    }

    /** Fails now for what is wrong with the options, or does not go with the output. */
    void requireFor(Path output) {
        with(ParquetWriteOptions.defaults());
        layout();
        if (kindOf(output) != FileKind.PARQUET) {
            refuseFor(output);
        }
    }
}
