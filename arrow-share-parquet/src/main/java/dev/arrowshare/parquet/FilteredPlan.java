package dev.arrowshare.parquet;

import dev.arrowshare.parquet.page.ChunkLocation;
import dev.arrowshare.parquet.page.ChunkPages;
import dev.arrowshare.parquet.page.ColumnNode;
import dev.arrowshare.parquet.page.FileRange;
import dev.arrowshare.parquet.page.Footer;
import dev.arrowshare.parquet.page.InputChannel;
import dev.arrowshare.parquet.page.LeafColumn;
import dev.arrowshare.parquet.page.RowGroupPruning;
import dev.arrowshare.parquet.page.RowSet;
import dev.arrowshare.parquet.page.WantedRanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;

/**
 * What of a file may be wanted, found out when it is asked for, and what was not.
 *
 * <p><b>Threads:</b> safe.
 */
final class FilteredPlan {
    /** Rows of a row group that are decoded in order. */
    record Stretch(int rowGroup, long begin, long end) {}

    private record ChunkKey(int rowGroup, int leaf) {}

    private final FilteredRead read;
    private final InputChannel file;
    private final BufferAllocator allocator;
    private final RowGroupPruning pruning;
    private final List<Integer> rowGroups;
    private final List<LeafColumn> leaves;
    private final Set<ColumnNode> flat;
    private final Map<Integer, RowSet> candidates = new ConcurrentHashMap<>();
    private final Map<ChunkKey, ChunkLocation> chunks = new ConcurrentHashMap<>();
    private final Map<Integer, Long> rowsDone = new ConcurrentHashMap<>();
    private final Set<FileRange> asked = ConcurrentHashMap.newKeySet();
    private int planned;
    private long rowsKept;
    private long rowsSeen;

    FilteredPlan(FilteredRead read, InputChannel file, BufferAllocator allocator) {
        this.read = read;
        this.file = file;
        this.allocator = allocator;
        this.pruning = new RowGroupPruning(read.footer(), read.tested(), read.filter());
        this.rowGroups = pruning.byStatistics();
        this.flat = read.columns().filter(LeafColumn.class::isInstance).collect(Collectors.toSet());
        this.leaves = read.columns()
                .flatMap(column -> column.leaves().stream())
                .distinct()
                .toList();
    }

    /** What cannot be read is refused before anything is. */
    void checkChunks() {
        for (int rowGroup : rowGroups) {
            leaves.forEach(leaf -> read.footer().chunk(rowGroup, leaf));
        }
    }

    /**
     * The rows that statistics do not rule out, in parts for threads to decode on their own.
     *
     * @param leastRows of a part, but for the last of a row group
     */
    List<List<Stretch>> parts(int threads, int leastRows) {
        long total = rowGroups.stream()
                .mapToLong(rowGroup -> read.footer().rows(rowGroup))
                .sum();
        boolean isInOrder = leaves.stream().anyMatch(leaf -> leaf.dictionary() != null);
        // Of a file that is far away, two threads would ask for the same dictionary.
        boolean isDivisible = threads > 1
                && file.isLocal()
                && leaves.stream().allMatch(leaf -> leaf.levels().repetition() == 0);
        long even = total / (4L * threads) / Long.SIZE * Long.SIZE;
        long most = isDivisible ? Math.max(even, 4L * leastRows) : Long.MAX_VALUE;
        List<List<Stretch>> parts = new ArrayList<>();
        List<Stretch> all = new ArrayList<>();
        for (int rowGroup : rowGroups) {
            long rows = read.footer().rows(rowGroup);
            long step = isInOrder ? rows : Math.min(rows, most);
            for (long row = 0; row < rows; row += step) {
                // What is left over is not worth a part.
                long end = rows - row < 2 * step ? rows : row + step;
                all.add(new Stretch(rowGroup, row, end));
                parts.add(List.of(new Stretch(rowGroup, row, end)));
                row = end == rows ? rows : row;
            }
        }
        return isInOrder && !all.isEmpty() ? List.of(List.copyOf(all)) : parts;
    }

    /** The rows of a row group that have to be looked at. */
    RowSet candidates(int rowGroup) {
        return candidates.computeIfAbsent(rowGroup, number -> {
            RowSet rows = pruning.candidates(number, file, allocator);
            if (!file.isLocal()) {
                file.addAhead(ranges(number, read.tested().leaves(), rows));
            }
            return rows;
        });
    }

    /** Reads ahead what is needed to know which pages are, of a file that is not local. */
    void readIndexes() {
        file.keep(WantedRanges.ofIndexes(
                read.footer(), rowGroups, leaves, Set.copyOf(read.tested().leaves())));
    }

    /** Asks for what the filter looks at in the next row group that it may keep rows of; false if there is none. */
    boolean planNext() {
        if (planned == rowGroups.size()) {
            return false;
        }
        candidates(rowGroups.get(planned++));
        return true;
    }

    /**
     * Asks for what is needed of the rows that the filter kept, of a file that is not local.
     *
     * @param words a bit a row, from {@code first} on
     */
    void want(int rowGroup, List<LeafColumn> columns, long[] words, long first) {
        if (!file.isLocal()) {
            List<FileRange> ranges = new ArrayList<>();
            for (FileRange range : ranges(rowGroup, columns, RowSet.of(words, first))) {
                if (asked.add(range)) {
                    ranges.add(range);
                }
            }
            file.addAhead(ranges);
        }
    }

    private List<FileRange> ranges(int rowGroup, List<LeafColumn> columns, RowSet rows) {
        List<FileRange> ranges = new ArrayList<>();
        for (LeafColumn leaf : rows.isEmpty() ? List.<LeafColumn>of() : columns) {
            ChunkLocation chunk = chunk(rowGroup, leaf);
            // Nested columns are decoded from their first row on.
            ranges.addAll(flat.contains(leaf) ? WantedRanges.ofRows(chunk, rows) : WantedRanges.ofChunk(chunk));
        }
        return ranges;
    }

    ChunkLocation chunk(int rowGroup, LeafColumn leaf) {
        return chunks.computeIfAbsent(
                new ChunkKey(rowGroup, leaf.leaf()), key -> read.footer().chunk(rowGroup, leaf, file));
    }

    /** Notes that rows are done with, of which so many were wanted. */
    synchronized void done(Stretch rows, long kept) {
        rowsDone.merge(rows.rowGroup(), rows.end() - rows.begin(), Long::sum);
        rowsSeen += rows.end() - rows.begin();
        rowsKept += kept;
    }

    /** What was left out so far: pages are counted where a row group is done with. */
    synchronized SkippedRows skipped() {
        Footer footer = read.footer();
        long chosen = rowGroups.stream().mapToLong(footer::rows).sum();
        long empty = rowGroups.stream()
                .filter(rowGroup ->
                        rowsDone.containsKey(rowGroup) && candidates(rowGroup).isEmpty())
                .count();
        long pages = 0;
        for (int rowGroup : rowGroups) {
            boolean isDone = rowsDone.getOrDefault(rowGroup, 0L) == footer.rows(rowGroup);
            pages += isDone && !candidates(rowGroup).isEmpty() ? pagesPassed(rowGroup) : 0;
        }
        return new SkippedRows(
                footer.rows() - chosen + rowsSeen - rowsKept,
                0,
                footer.rowGroupCount() - rowGroups.size() + empty,
                pages);
    }

    private long pagesPassed(int rowGroup) {
        long sum = 0;
        for (LeafColumn leaf : leaves) {
            ChunkLocation chunk = chunks.get(new ChunkKey(rowGroup, leaf.leaf()));
            ChunkPages pages = chunk == null ? null : chunk.pages();
            sum += pages == null ? read.footer().dataPages(rowGroup, leaf) : pages.passed();
        }
        return sum;
    }
}
