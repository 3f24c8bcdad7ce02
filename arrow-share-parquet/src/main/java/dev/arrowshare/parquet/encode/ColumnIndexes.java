package dev.arrowshare.parquet.encode;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.apache.parquet.format.BoundaryOrder;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.SizeStatistics;
import org.apache.parquet.format.Statistics;
import org.jspecify.annotations.Nullable;

/** The page index and the statistics of a column chunk, a page at a time. */
final class ColumnIndexes {
    /** What the index has for a page of nulls. */
    private static final MinMax NONE = new MinMax(new byte[0], new byte[0]);

    private record Page(long offset, int bytes, PageStatistics statistics) {}

    private final ColumnType type;
    private final List<Page> pages = new ArrayList<>();

    ColumnIndexes(ColumnType type) {
        this.type = type;
    }

    void add(long offset, int bytes, PageStatistics statistics) {
        pages.add(new Page(offset, bytes, statistics));
    }

    /** Offsets are from the chunk's first byte. */
    OffsetIndex offsetIndex() {
        List<PageLocation> locations = new ArrayList<>();
        for (Page page : pages) {
            locations.add(new PageLocation(page.offset, page.bytes, page.statistics.firstRow));
        }
        OffsetIndex index = new OffsetIndex(locations);
        if (type.kind() == ColumnType.Kind.BYTE_ARRAYS) {
            index.setUnencoded_byte_array_data_bytes(
                    pages.stream().map(page -> page.statistics.byteArrayBytes).toList());
        }
        return index;
    }

    /** Null when a page with values has none that are ordered, as one with NaNs alone: then no index may be written. */
    @Nullable
    ColumnIndex columnIndex() {
        List<Boolean> nullPages = new ArrayList<>();
        List<ByteBuffer> mins = new ArrayList<>();
        List<ByteBuffer> maxes = new ArrayList<>();
        List<Long> nulls = new ArrayList<>();
        List<MinMax> ranges = new ArrayList<>();
        for (Page page : pages) {
            MinMax range = page.statistics.range();
            if (range == null && page.statistics.values > 0) {
                return null;
            }
            nullPages.add(range == null);
            nulls.add((long) page.statistics.nulls());
            MinMax bounds = range == null ? NONE : Bounds.of(range, type);
            mins.add(ByteBuffer.wrap(bounds.min()));
            maxes.add(ByteBuffer.wrap(bounds.max()));
            if (range != null) {
                ranges.add(bounds);
            }
        }
        ColumnIndex index = new ColumnIndex(nullPages, mins, maxes, boundaryOrder(ranges)).setNull_counts(nulls);
        if (type.maxRepetition() > 0) {
            index.setRepetition_level_histograms(flat(page -> page.repetitionHistogram));
        }
        if (type.maxDefinition() > 0) {
            index.setDefinition_level_histograms(flat(page -> page.definitionHistogram));
        }
        return index;
    }

    /** The histograms of all pages, one after the other. */
    private List<Long> flat(Function<PageStatistics, long @Nullable []> histogram) {
        List<Long> counts = new ArrayList<>();
        for (Page page : pages) {
            for (long count : Objects.requireNonNull(histogram.apply(page.statistics))) {
                counts.add(count);
            }
        }
        return counts;
    }

    private List<Long> sum(Function<PageStatistics, long @Nullable []> histogram, int maxLevel) {
        long[] sums = new long[maxLevel + 1];
        for (Page page : pages) {
            long[] counts = Objects.requireNonNull(histogram.apply(page.statistics));
            Arrays.setAll(sums, level -> sums[level] + counts[level]);
        }
        return Arrays.stream(sums).boxed().toList();
    }

    private BoundaryOrder boundaryOrder(List<MinMax> ranges) {
        boolean ascends = true;
        boolean descends = true;
        for (int i = 1; i < ranges.size(); i++) {
            int min =
                    type.order().compare(ranges.get(i - 1).min(), ranges.get(i).min());
            int max =
                    type.order().compare(ranges.get(i - 1).max(), ranges.get(i).max());
            ascends &= min <= 0 && max <= 0;
            descends &= min >= 0 && max >= 0;
        }
        return ascends ? BoundaryOrder.ASCENDING : descends ? BoundaryOrder.DESCENDING : BoundaryOrder.UNORDERED;
    }

    Statistics statistics() {
        MinMax range = null;
        long nulls = 0;
        for (Page page : pages) {
            range = MinMax.merge(range, page.statistics.range(), type.order());
            nulls += page.statistics.nulls();
        }
        Statistics statistics = new Statistics().setNull_count(nulls);
        if (range != null) {
            MinMax bounds = Bounds.of(range, type);
            statistics
                    .setMin_value(bounds.min())
                    .setIs_min_value_exact(bounds.min().length == range.min().length)
                    .setMax_value(bounds.max())
                    .setIs_max_value_exact(bounds.max().length == range.max().length
                            && type.order().compare(bounds.max(), range.max()) == 0);
        }
        return statistics;
    }

    SizeStatistics sizeStatistics() {
        SizeStatistics sizes = new SizeStatistics();
        if (type.kind() == ColumnType.Kind.BYTE_ARRAYS) {
            sizes.setUnencoded_byte_array_data_bytes(pages.stream()
                    .mapToLong(page -> page.statistics.byteArrayBytes)
                    .sum());
        }
        if (type.maxRepetition() > 0) {
            sizes.setRepetition_level_histogram(sum(page -> page.repetitionHistogram, type.maxRepetition()));
        }
        if (type.maxDefinition() > 0) {
            sizes.setDefinition_level_histogram(sum(page -> page.definitionHistogram, type.maxDefinition()));
        }
        return sizes;
    }
}
