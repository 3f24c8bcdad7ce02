package dev.arrowshare.parquet.page;

import dev.arrowshare.filter.BoundFilter;
import dev.arrowshare.filter.ColumnTest;
import dev.arrowshare.filter.Domain;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Statistics;
import org.jspecify.annotations.Nullable;

/**
 * Which row groups may hold rows that a filter keeps, by their statistics, bloom filters and dictionaries, and which of their rows, by
 * the bounds of pages. What is not known, or not to be believed, rules nothing out.
 *
 * <p><b>Threads:</b> safe.
 *
 * <p><b>Errors:</b> {@link dev.arrowshare.error.CorruptFileException} for a bloom filter or an index that is wrong in itself.
 */
public final class RowGroupPruning {
    private final Footer footer;
    private final ColumnSelection columns;
    private final BoundFilter filter;

    /** @param columns those that the filter was bound to */
    public RowGroupPruning(Footer footer, ColumnSelection columns, BoundFilter filter) {
        this.footer = footer;
        this.columns = columns;
        this.filter = filter;
    }

    /** Those that statistics do not rule out. Nothing is read. */
    public List<Integer> byStatistics() {
        List<Integer> kept = new ArrayList<>();
        for (int rowGroup = 0; rowGroup < footer.rowGroupCount(); rowGroup++) {
            int number = rowGroup;
            if (footer.rows(rowGroup) > 0 && any(test -> mayMatch(number, test))) {
                kept.add(rowGroup);
            }
        }
        return kept;
    }

    private boolean any(Predicate<ColumnTest> mayMatch) {
        return filter.fold(mayMatch::test, Boolean::logicalAnd, Boolean::logicalOr);
    }

    /** The rows of a row group that may be wanted, by all that can be known without its data pages. */
    public RowSet candidates(int rowGroup, InputChannel file, BufferAllocator allocator) {
        Predicate<ColumnTest> filtered = test -> mayMatch(rowGroup, test) && mayContain(rowGroup, test, file);
        if (!any(filtered)) {
            return RowSet.NONE;
        }
        Predicate<ColumnTest> looked = test -> filtered.test(test) && mayFind(rowGroup, test, file, allocator);
        return filter.fold(
                test -> looked.test(test) ? pages(rowGroup, test, file) : RowSet.NONE, RowSet::and, RowSet::or);
    }

    private boolean mayMatch(int rowGroup, ColumnTest test) {
        LeafColumn leaf = leaf(columns, test);
        if (leaf == null) {
            return true;
        }
        ColumnMetaData data = footer.chunk(rowGroup, leaf.leaf()).getMeta_data();
        return data == null || facts(data, leaf, test).mayMatch(test);
    }

    private boolean mayContain(int rowGroup, ColumnTest test, InputChannel file) {
        LeafColumn leaf = test.kind() == ColumnTest.Kind.VALUE ? leaf(columns, test) : null;
        if (leaf == null || test.wanted().isEmpty()) {
            return true;
        }
        return BloomFilters.mayContain(
                file, footer, rowGroup, leaf, test.wanted().get());
    }

    private boolean mayFind(int rowGroup, ColumnTest test, InputChannel file, BufferAllocator allocator) {
        LeafColumn leaf = test.kind() == ColumnTest.Kind.VALUE ? leaf(columns, test) : null;
        StoredValues stored = leaf == null ? null : new StoredValues(leaf);
        if (leaf == null || stored == null || !stored.isUnderstood()) {
            return true;
        }
        ChunkLocation dictionary = footer.dictionary(rowGroup, leaf);
        return dictionary == null
                || StoredDictionary.has(
                        file,
                        dictionary,
                        leaf,
                        allocator,
                        bytes -> stored.value(bytes).map(test::matches).orElse(true));
    }

    private RowSet pages(int rowGroup, ColumnTest test, InputChannel file) {
        RowSet all = RowSet.upTo(footer.rows(rowGroup));
        LeafColumn leaf = leaf(columns, test);
        PageTable table = leaf == null ? null : footer.table(rowGroup, leaf, file);
        if (leaf == null || table == null) {
            return all;
        }
        ColumnChunk chunk = footer.chunk(rowGroup, leaf.leaf());
        String where = footer.where(leaf, rowGroup);
        ChunkCrypto crypto = footer.crypto(rowGroup, leaf.leaf(), where);
        ColumnIndex bounds = PageIndexes.bounds(file, footer, chunk, crypto, table.pages(), where);
        return bounds == null ? all : pages(test, leaf, table, bounds);
    }

    private RowSet pages(ColumnTest test, LeafColumn leaf, PageTable table, ColumnIndex bounds) {
        RowSet.Builder kept = new RowSet.Builder();
        for (int page = 0; page < table.pages(); page++) {
            long begin = table.firstRow(page);
            long end = table.firstRow(page + 1);
            if (facts(bounds, page, end - begin, leaf, test).mayMatch(test)) {
                kept.add(begin, end);
            }
        }
        return kept.build();
    }

    private ChunkFacts facts(ColumnIndex bounds, int page, long rows, LeafColumn leaf, ColumnTest test) {
        if (bounds.getNull_pages().get(page)) {
            return new ChunkFacts(rows, rows, null, null);
        }
        long nulls = bounds.isSetNull_counts() ? bounds.getNull_counts().get(page) : -1;
        long counted = nulls < 0 || nulls > rows ? -1 : nulls;
        StoredValues stored = new StoredValues(leaf);
        if (test.kind() != ColumnTest.Kind.VALUE || !stored.isUnderstood() || !footer.hasTypeOrder(leaf.leaf())) {
            return new ChunkFacts(rows, counted, null, null);
        }
        return ChunkFacts.of(
                rows,
                counted,
                stored.value(PageIndexes.bytes(bounds.getMin_values().get(page))),
                stored.value(PageIndexes.bytes(bounds.getMax_values().get(page))),
                test.domain());
    }

    /** The column of the file that a test is about; null where that is a list, a map or a group. */
    static @Nullable LeafColumn leaf(ColumnSelection columns, ColumnTest test) {
        ColumnNode node = columns.columns().get(test.path().get(0));
        for (int child : test.path().subList(1, test.path().size())) {
            if (!(node instanceof GroupColumn group) || !group.isStruct()) {
                return null;
            }
            node = group.children().get(child);
        }
        return node instanceof LeafColumn leaf && leaf.levels().repetition() == 0 ? leaf : null;
    }

    private ChunkFacts facts(ColumnMetaData data, LeafColumn leaf, ColumnTest test) {
        Statistics statistics = data.getStatistics();
        long values = data.getNum_values();
        if (statistics == null) {
            return new ChunkFacts(values, -1, null, null);
        }
        long nulls = statistics.isSetNull_count() ? statistics.getNull_count() : -1;
        StoredValues stored = new StoredValues(leaf);
        if (test.kind() != ColumnTest.Kind.VALUE || !stored.isUnderstood()) {
            return new ChunkFacts(values, nulls > values ? -1 : nulls, null, null);
        }
        Domain domain = test.domain();
        boolean hasBounds = statistics.isSetMin_value() && statistics.isSetMax_value();
        if (hasBounds && footer.hasTypeOrder(leaf.leaf())) {
            return ChunkFacts.of(
                    values,
                    nulls,
                    stored.value(statistics.getMin_value()),
                    stored.value(statistics.getMax_value()),
                    domain);
        }
        boolean hasOldBounds = statistics.isSetMin() && statistics.isSetMax() && stored.isSigned();
        return hasOldBounds
                ? ChunkFacts.of(
                        values, nulls, stored.value(statistics.getMin()), stored.value(statistics.getMax()), domain)
                : new ChunkFacts(values, nulls > values ? -1 : nulls, null, null);
    }
}
