package dev.arrowshare.parquet.encode;

import dev.arrowshare.parquet.ParquetWriteOptions.PageVersion;

/** Writes the levels that a page begins with. */
final class PageLevels implements AutoCloseable {
    private final RunLengths.Prefix prefix;
    private final GrowingBuffer validity = new GrowingBuffer();
    private final BitWriter validityBits = new BitWriter();

    PageLevels(PageVersion version) {
        prefix = version == PageVersion.V2 ? RunLengths.Prefix.NONE : RunLengths.Prefix.LENGTH;
    }

    /** Appends the levels of a page's rows, and notes how often each occurs. */
    ChunkWriter.LevelBytes write(ColumnType type, ChunkRows rows, PageStatistics page, GrowingBuffer target) {
        Levels levels = rows.levels();
        if (levels == null) {
            return new ChunkWriter.LevelBytes(0, type.maxDefinition() == 0 ? 0 : writeValidity(rows, page, target));
        }
        int from = rows.entry(page.firstRow);
        int to = rows.entry(page.firstRow + page.rows);
        if (type.maxRepetition() > 0) {
            LevelRuns runs = new LevelRuns(levels.repetition, 0, type.maxRepetition());
            runs.append(from, to, target, prefix);
            page.repetitionHistogram = runs.histogram();
        }
        int repetition = (int) target.size();
        LevelRuns runs = new LevelRuns(levels.definition, type.maxDefinition(), type.maxDefinition());
        runs.append(from, to, target, prefix);
        page.definitionHistogram = runs.histogram();
        return new ChunkWriter.LevelBytes(repetition, (int) target.size() - repetition);
    }

    /** One definition level, which only says whether there is a value, is the validity bitmap. */
    private int writeValidity(ChunkRows rows, PageStatistics page, GrowingBuffer target) {
        validity.clear();
        validityBits.startAt(validity.reserve(page.rows / 8 + 1));
        if (page.values > 0 && page.nulls() > 0) {
            int first = rows.position(page.firstRow);
            int last = rows.position(page.firstRow + page.rows);
            rows.visit(first, last, (segment, from, to) -> segment.appendValidity(from, to, validityBits));
        }
        RunLengths.appendBits(validity.address(), page.rows, page.values, target, prefix);
        page.definitionHistogram = new long[] {page.nulls(), page.values};
        return (int) target.size();
    }

    @Override
    public void close() {
        validity.close();
    }
}
