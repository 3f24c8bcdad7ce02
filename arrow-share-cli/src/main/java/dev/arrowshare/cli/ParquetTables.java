package dev.arrowshare.cli;

import dev.arrowshare.parquet.ParquetColumnChunk;
import dev.arrowshare.parquet.ParquetPages;
import dev.arrowshare.parquet.ParquetRowGroup;
import dev.arrowshare.parquet.ParquetSource;
import dev.arrowshare.parquet.ParquetStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What {@code show --pages} adds: metadata, row groups, column chunks and pages of a Parquet file, a table each. */
final class ParquetTables {
    private final ParquetSource source;
    private final List<ParquetRowGroup> groups;

    ParquetTables(ParquetSource source, List<ParquetRowGroup> groups) {
        this.source = source;
        this.groups = groups;
    }

    void addTo(FileFacts facts) {
        source.metadata().forEach((key, value) -> {
            Map<String, Object> row = facts.addTo("metadata");
            row.put("key", key);
            row.put("value", value);
        });
        for (int group = 0; group < groups.size(); group++) {
            addGroup(facts, group);
        }
    }

    private void addGroup(FileFacts facts, int number) {
        ParquetRowGroup group = groups.get(number);
        Map<String, Object> row = facts.addTo("row groups");
        row.put("row group", number);
        row.put("rows", group.rows());
        row.put("compressed bytes", group.compressedBytes());
        row.put("uncompressed bytes", group.uncompressedBytes());
        if (!group.sortedBy().isEmpty()) {
            row.put(
                    "sorted by",
                    String.join(
                            ", ", group.sortedBy().stream().map(String::valueOf).toList()));
        }
        for (ParquetColumnChunk chunk : group.chunks()) {
            addChunk(facts, number, chunk);
            if (chunk.hasPageIndex()) {
                source.pages(number, chunk.column()).ifPresent(pages -> addPages(facts, number, chunk, pages));
            }
        }
    }

    private static void addChunk(FileFacts facts, int group, ParquetColumnChunk chunk) {
        Map<String, Object> row = facts.addTo("chunks");
        row.put("row group", group);
        row.put("column", chunk.column());
        row.put("offset", chunk.offset());
        row.put("values", chunk.values());
        row.put("compressed bytes", chunk.compressedBytes());
        row.put("uncompressed bytes", chunk.uncompressedBytes());
        row.put("compression", chunk.compression());
        row.put("encodings", String.join(", ", chunk.encodings()));
        put(row, chunk.statistics());
        if (chunk.statistics().min().isPresent()) {
            row.put("min exact", chunk.statistics().isMinExact());
            row.put("max exact", chunk.statistics().isMaxExact());
        }
        put(row, "text bytes", chunk.levels().textBytes());
        put(row, "repetition levels", chunk.levels().repetition());
        put(row, "definition levels", chunk.levels().definition());
        row.put("bloom filter", chunk.hasBloomFilter());
    }

    private static void addPages(FileFacts facts, int group, ParquetColumnChunk chunk, ParquetPages index) {
        for (int number = 0; number < index.pages().size(); number++) {
            ParquetPages.Page page = index.pages().get(number);
            Map<String, Object> row = facts.addTo("pages");
            row.put("row group", group);
            row.put("column", chunk.column());
            row.put("page", number);
            row.put("offset", page.offset());
            row.put("bytes", (long) page.bytes());
            row.put("first row", page.firstRow());
            row.put("rows", page.rows());
            put(row, page.statistics());
            row.put("order", index.order());
        }
    }

    private static void put(Map<String, Object> row, ParquetStatistics statistics) {
        put(row, "min", statistics.min());
        put(row, "max", statistics.max());
        put(row, "nulls", statistics.nulls());
        put(row, "NaNs", statistics.nans());
        put(row, "distinct", statistics.distinct());
    }

    private static void put(Map<String, Object> row, String name, Optional<Object> value) {
        value.ifPresent(known -> row.put(name, known));
    }

    private static void put(Map<String, Object> row, String name, OptionalLong value) {
        value.ifPresent(known -> row.put(name, known));
    }

    private static void put(Map<String, Object> row, String name, List<Long> counts) {
        if (!counts.isEmpty()) {
            row.put(name, counts.toString());
        }
    }
}
