package dev.arrowshare.cli;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.VectorBuffers;
import dev.arrowshare.ipc.ArrowFile;
import dev.arrowshare.ipc.Compression;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.CountedRegion;
import dev.arrowshare.parquet.ParquetColumnChunk;
import dev.arrowshare.parquet.ParquetReadOptions;
import dev.arrowshare.parquet.ParquetRowGroup;
import dev.arrowshare.parquet.ParquetSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code arrow-share show trips.parquet --rows 5} */
@Command(
        name = "show",
        description = "Tells what is in a Parquet file, an Arrow file or an Arrow stream.",
        mixinStandardHelpOptions = true)
final class ShowCommand implements Runnable {
    private static final int LARGEST_ALIGNMENT = 4096;

    @Parameters(paramLabel = "FILE", description = "A file: .parquet, .arrow or .arrows.")
    private Path file;

    @Option(names = "--rows", paramLabel = "N", defaultValue = "0", description = "Also the first N rows.")
    private int rows;

    @Option(
            names = "--pages",
            description = "Of a Parquet file also its metadata, row groups, column chunks with statistics, and pages.")
    private boolean pages;

    @Option(names = "--json", description = "As JSON, for programs.")
    private boolean json;

    @Mixin
    private InputKeys keys = new InputKeys();

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        WrongUse.in(spec, () -> {
            WrongUse.requireAtLeast(0, "--rows", rows);
            if (pages && FileKind.of(file) != FileKind.PARQUET) {
                throw new IllegalArgumentException("--pages: '" + file + "' is no Parquet file by its name");
            }
            if (FileKind.of(file) != FileKind.PARQUET) {
                keys.refuseFor(file);
            }
            keys.with(ParquetReadOptions.read());
        });
        FileFacts facts = new FileFacts().add("file", file.toString());
        try (BufferAllocator allocator = Allocators.child("show")) {
            switch (FileKind.of(file)) {
                case PARQUET -> showParquet(facts);
                case ARROW -> showArrowFile(facts, allocator);
                case STREAM -> showArrowStream(facts, allocator);
            }
            if (rows > 0) {
                showRows(facts, allocator);
            }
        }
        if (json) {
            FactsJson.print(facts, spec.commandLine().getOut());
        } else {
            FactsText.print(facts, spec.commandLine().getOut());
        }
    }

    private void showParquet(FileFacts facts) {
        ParquetSource source = ParquetSource.open(file, keys.with(ParquetReadOptions.read()));
        List<ParquetRowGroup> groups = source.rowGroups();
        facts.add("format", "Parquet")
                .add("rows", source.rows())
                .add("row groups", source.rowGroupCount())
                .add("bytes", source.identity().bytes())
                .add(
                        "uncompressed bytes",
                        groups.stream()
                                .mapToLong(ParquetRowGroup::uncompressedBytes)
                                .sum())
                .add("compression", distinct(groups, ParquetColumnChunk::compression))
                .add("written by", source.createdBy())
                .add("fingerprint", "%016x".formatted(source.identity().footerHash()));
        facts.addColumns(source.schema()).addToColumns("encodings", encodings(groups));
        facts.addToColumns("compressed bytes", compressedBytes(groups));
        if (pages) {
            new ParquetTables(source, groups).addTo(facts);
        }
    }

    private static String distinct(List<ParquetRowGroup> groups, Function<ParquetColumnChunk, String> what) {
        TreeSet<String> all = new TreeSet<>();
        groups.forEach(group -> group.chunks().forEach(chunk -> all.add(what.apply(chunk))));
        return String.join(", ", all);
    }

    private static Map<String, String> encodings(List<ParquetRowGroup> groups) {
        Map<String, TreeSet<String>> byColumn = new LinkedHashMap<>();
        groups.forEach(group -> group.chunks()
                .forEach(chunk -> byColumn.computeIfAbsent(chunk.column(), name -> new TreeSet<>())
                        .addAll(chunk.encodings())));
        Map<String, String> joined = new LinkedHashMap<>();
        byColumn.forEach((name, encodings) -> joined.put(name, String.join(", ", encodings)));
        return joined;
    }

    private static Map<String, Long> compressedBytes(List<ParquetRowGroup> groups) {
        Map<String, Long> byColumn = new LinkedHashMap<>();
        groups.forEach(group ->
                group.chunks().forEach(chunk -> byColumn.merge(chunk.column(), chunk.compressedBytes(), Long::sum)));
        return byColumn;
    }

    private void showArrowFile(FileFacts facts, BufferAllocator allocator) {
        try (ArrowFile arrow = ArrowFile.open(file)) {
            facts.add("format", "Arrow file")
                    .add("rows", arrow.rows())
                    .add("batches", arrow.batchCount())
                    .add("bytes", arrow.bytes())
                    .add("compression", compression(arrow.compression()))
                    .add("blocks aligned to", blockAlignment(arrow));
            if (arrow.batchCount() > 0 && arrow.compression() == Compression.NONE) {
                facts.add("buffers aligned to", bufferAlignment(arrow, allocator));
            }
            facts.add("fingerprint", arrow.fingerprint()).addColumns(arrow.declaredSchema());
        }
    }

    private static String compression(Compression compression) {
        return compression == Compression.NONE
                ? "none, shared without a copy"
                : compression + ", copied by each reader";
    }

    private static long blockAlignment(ArrowFile arrow) {
        long bits = LARGEST_ALIGNMENT;
        for (int i = 0; i < arrow.batchCount(); i++) {
            bits |= arrow.location(i).offset();
        }
        return Long.lowestOneBit(bits);
    }

    /** Of the first batch; the others are written alike. */
    private static long bufferAlignment(ArrowFile arrow, BufferAllocator allocator) {
        long bits = LARGEST_ALIGNMENT;
        try (Batch batch = arrow.batch(0, allocator)) {
            for (FieldVector column : batch.asRoot().getFieldVectors()) {
                for (ArrowBuf buffer : VectorBuffers.of(column)) {
                    bits |= isMapped(buffer) ? buffer.memoryAddress() : 0;
                }
            }
        }
        return Long.lowestOneBit(bits);
    }

    private static boolean isMapped(ArrowBuf buffer) {
        return buffer.capacity() > 0
                && buffer.getReferenceManager() instanceof CountedRegion region
                && region.kind() == CountedRegion.Kind.MAPPED;
    }

    private void showArrowStream(FileFacts facts, BufferAllocator allocator) {
        try (BatchInput stream = BatchInput.open(file, List.of(), allocator)) {
            long[] batchesAndRows = new long[2];
            stream.forEach(batch -> {
                batchesAndRows[0]++;
                batchesAndRows[1] += batch.rows();
            });
            facts.add("format", "Arrow stream")
                    .add("rows", batchesAndRows[1])
                    .add("batches", batchesAndRows[0])
                    .add("bytes", file.toFile().length())
                    .addColumns(stream.schema());
        }
    }

    private void showRows(FileFacts facts, BufferAllocator allocator) {
        ParquetReadOptions options = keys.with(ParquetReadOptions.read()).ignorePartitions();
        try (BatchInput input = BatchInput.open(file, List.of(), options, null, allocator)) {
            for (int left = rows; left > 0; ) {
                try (Batch batch = input.next()) {
                    if (batch == null) {
                        return;
                    }
                    int taken = (int) Math.min(left, batch.rows());
                    addRows(facts, batch, taken);
                    left -= taken;
                }
            }
        }
    }

    private static void addRows(FileFacts facts, Batch batch, int count) {
        for (int row = 0; row < count; row++) {
            List<Object> values = new ArrayList<>();
            for (int column = 0; column < batch.columnCount(); column++) {
                values.add(value(batch, column, row));
            }
            facts.addRow(values);
        }
    }

    /** Of a dictionary-encoded column the value, not its index. */
    private static @Nullable Object value(Batch batch, int column, int row) {
        FieldVector vector = batch.column(column);
        DictionaryEncoding encoding = vector.getField().getDictionary();
        FieldVector values = encoding == null ? null : batch.dictionary(encoding.getId());
        if (values == null || vector.isNull(row)) {
            return vector.getObject(row);
        }
        long index = ((BaseIntVector) vector).getValueAsLong(row);
        return index < 0 || index >= values.getValueCount() ? "index " + index : values.getObject((int) index);
    }
}
