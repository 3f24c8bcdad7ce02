package dev.arrowshare.parquet;

import dev.arrowshare.filter.BoundFilter;
import dev.arrowshare.filter.ColumnTest;
import dev.arrowshare.filter.Filter;
import dev.arrowshare.parquet.page.ColumnSelection;
import dev.arrowshare.parquet.page.Footer;
import dev.arrowshare.parquet.page.InputChannel;
import dev.arrowshare.parquet.page.RowGroupPruning;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * A file of which some rows are wanted: the columns to read for that, and the filter bound to them.
 *
 * @param read what is wanted, and behind that what only the filter needs
 * @param wanted how many columns are wanted
 */
record FilteredRead(Footer footer, ColumnSelection read, int wanted, ParquetReadOptions options, BoundFilter filter) {
    static FilteredRead of(Footer footer, ColumnSelection selection, ParquetReadOptions options, Filter filter) {
        List<Field> all =
                footer.select(options.allColumns().unfiltered()).schema().getFields();
        Set<String> names = new LinkedHashSet<>();
        selection.schema().getFields().forEach(field -> names.add(field.getName()));
        for (ColumnTest test : BoundFilter.of(filter, all).tests()) {
            names.add(all.get(test.path().get(0)).getName());
        }
        int wanted = selection.columns().size();
        ColumnSelection read =
                names.size() == wanted ? selection : footer.select(options.columns(new ArrayList<>(names)));
        BoundFilter bound = BoundFilter.of(filter, read.schema().getFields());
        return new FilteredRead(footer, read, wanted, options, bound);
    }

    BatchStream open(BufferAllocator allocator) {
        RowGroupPruning pruning = new RowGroupPruning(footer, read, filter);
        List<Integer> rowGroups = pruning.byStatistics();
        if (!rowGroups.isEmpty()) {
            try (InputChannel file = InputChannel.open(footer.path())) {
                rowGroups = pruning.byBloomFilters(rowGroups, file);
            }
        }
        Footer left = footer.only(rowGroups);
        DecodedBatches batches = DecodedBatches.open(left, read, options, allocator);
        SkippedRows skipped =
                new SkippedRows(footer.rows() - left.rows(), footer.rowGroupCount() - left.rowGroupCount(), 0);
        List<String> output = IntStream.range(0, wanted)
                .mapToObj(column -> read.schema().getFields().get(column).getName())
                .toList();
        return new FilteredBatches(batches, filter, wanted == read.columns().size() ? List.of() : output, skipped);
    }
}
