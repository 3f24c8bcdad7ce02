package dev.arrowshare.parquet.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which requests read some ranges of a file: few, as each takes its time before the first byte comes, and none too large, so that several
 * can be on their way at once and what they have brought takes little memory.
 */
final class ReadPlan {
    /** A gap that is read with what lies around it: about what comes in the time of another request. */
    static final long GAP_BYTES = 1 << 20;

    static final long MOST_BYTES = 8 << 20;
    static final long LEAST_BYTES = 1 << 20;

    private ReadPlan() {}

    /** Blocks in the order in which they are needed. None overlaps another. */
    static List<ReadBlock> of(List<FileRange> ranges, long budgetBytes) {
        return of(ranges, budgetBytes, new TreeMap<>());
    }

    /** @param others planned before, which lie in no range */
    static List<ReadBlock> of(List<FileRange> ranges, long budgetBytes, NavigableMap<Long, ReadBlock> others) {
        List<FileRange> sorted = ranges.stream()
                .filter(range -> range.bytes() > 0)
                .sorted(Comparator.comparingLong(FileRange::begin))
                .toList();
        TreeMap<Long, ReadBlock> blocks = new TreeMap<>();
        for (int first = 0; first < sorted.size(); ) {
            int next = spanEnd(sorted, first, others);
            List<FileRange> span = sorted.subList(first, next);
            cut(span, blockBytes(ranges, budgetBytes), blocks);
            first = next;
        }
        List<ReadBlock> plan = new ArrayList<>(blocks.values());
        plan.removeIf(block -> block.isOver());
        plan.sort(Comparator.comparingDouble(ReadBlock::need).thenComparingLong(block -> block.begin));
        return plan;
    }

    /** Behind the last range that is close enough to those before. */
    private static int spanEnd(List<FileRange> sorted, int first, NavigableMap<Long, ReadBlock> others) {
        long end = sorted.get(first).end();
        int next = first + 1;
        while (next < sorted.size()
                && sorted.get(next).begin() - end <= GAP_BYTES
                && (sorted.get(next).begin() <= end
                        || others.subMap(end, sorted.get(next).begin()).isEmpty())) {
            end = Math.max(end, sorted.get(next).end());
            next++;
        }
        return next;
    }

    private static void cut(List<FileRange> span, long blockBytes, NavigableMap<Long, ReadBlock> blocks) {
        long end = span.stream().mapToLong(FileRange::end).max().orElseThrow();
        for (long at = span.get(0).begin(); at < end; at += blockBytes) {
            blocks.put(at, new ReadBlock(at, Math.min(end, at + blockBytes)));
        }
        for (FileRange range : span) {
            long from = blocks.floorKey(range.begin());
            for (Map.Entry<Long, ReadBlock> block :
                    blocks.subMap(from, range.end()).entrySet()) {
                block.getValue().add(range);
            }
        }
    }

    /** All columns are decoded at once: where a row group is large, each has to get along with its share of the memory. */
    private static long blockBytes(List<FileRange> ranges, long budgetBytes) {
        Map<Integer, long[]> rowGroups = new TreeMap<>();
        for (FileRange range : ranges) {
            long[] sums = rowGroups.computeIfAbsent(range.rowGroup(), rowGroup -> new long[2]);
            sums[0] += range.bytes();
            sums[1]++;
        }
        long block = MOST_BYTES;
        for (long[] sums : rowGroups.values()) {
            if (sums[0] > budgetBytes / 2) {
                block = Math.min(block, Math.max(LEAST_BYTES, budgetBytes / 2 / sums[1]));
            }
        }
        return block;
    }
}
