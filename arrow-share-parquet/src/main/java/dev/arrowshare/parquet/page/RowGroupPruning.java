package dev.arrowshare.parquet.page;

import dev.arrowshare.filter.BoundFilter;
import dev.arrowshare.filter.ColumnTest;
import dev.arrowshare.filter.Domain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Statistics;
import org.jspecify.annotations.Nullable;

/** Which row groups may hold rows that a filter keeps, by their statistics and bloom filters. */
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
            if (footer.rows(rowGroup) > 0 && mayMatch(rowGroup)) {
                kept.add(rowGroup);
            }
        }
        return kept;
    }

    /** Of those row groups, the ones that bloom filters do not rule out either. */
    public List<Integer> byBloomFilters(List<Integer> rowGroups, InputChannel file) {
        return rowGroups.stream()
                .filter(rowGroup ->
                        filter.fold(test -> mayContain(rowGroup, test, file), Boolean::logicalAnd, Boolean::logicalOr))
                .toList();
    }

    private boolean mayMatch(int rowGroup) {
        return filter.fold(test -> mayMatch(rowGroup, test), Boolean::logicalAnd, Boolean::logicalOr);
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
        LeafColumn leaf = leaf(columns, test);
        Optional<List<Object>> wanted =
                test.kind() == ColumnTest.Kind.VALUE ? test.wanted() : Optional.<List<Object>>empty();
        if (leaf == null || wanted.isEmpty()) {
            return true;
        }
        return BloomFilters.mayContain(file, footer, rowGroup, leaf, wanted.get());
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
