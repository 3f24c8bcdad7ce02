package dev.arrowshare.parquet;

import dev.arrowshare.filter.BoundFilter;
import dev.arrowshare.filter.ColumnTest;
import dev.arrowshare.parquet.page.ColumnNode;
import dev.arrowshare.parquet.page.ColumnSelection;
import dev.arrowshare.parquet.page.Footer;
import dev.arrowshare.parquet.page.LeafColumn;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * A file of which some rows are wanted: the columns that are, those that the filter looks at, and the filter bound to these. A column
 * that is both is decoded once.
 *
 * @param wanted what batches have
 * @param tested what the filter looks at
 * @param filter bound to the columns that are tested
 */
record FilteredRead(
        Footer footer, ColumnSelection wanted, ColumnSelection tested, BoundFilter filter, ParquetReadOptions options) {

    /** @param filter bound to all columns of the file */
    static FilteredRead of(Footer footer, ColumnSelection wanted, ParquetReadOptions options, BoundFilter filter) {
        ParquetReadOptions plain = options.unfiltered();
        List<Field> all = footer.select(plain.allColumns()).schema().getFields();
        Set<String> outer = new LinkedHashSet<>();
        Set<String> paths = new LinkedHashSet<>();
        for (ColumnTest test : filter.tests()) {
            outer.add(all.get(test.path().get(0)).getName());
            paths.add(test.column());
        }
        paths.removeIf(path -> !outer.contains(path) && isBelow(path, paths));
        List<String> chosen = options.columns();
        boolean isShared = wanted.columns().stream()
                .noneMatch(column ->
                        chosen != null && outer.contains(column.field().getName()) && !(column instanceof LeafColumn));
        if (!isShared) {
            ColumnSelection tested = footer.select(plain.columns(List.copyOf(paths)));
            return new FilteredRead(
                    footer, wanted, tested, filter.to(tested.schema().getFields()), options);
        }
        ColumnSelection read = chosen == null ? wanted : footer.select(plain.columns(joined(chosen, wanted, paths)));
        List<ColumnNode> columns = read.columns();
        List<ColumnNode> looked = columns.stream()
                .filter(column -> outer.contains(column.field().getName()))
                .toList();
        ColumnSelection tested = read.only(looked);
        return new FilteredRead(
                footer,
                read.only(columns.subList(0, wanted.columns().size())),
                tested,
                filter.to(tested.schema().getFields()),
                options);
    }

    private static boolean isBelow(String path, Set<String> paths) {
        return paths.stream().anyMatch(other -> path.startsWith(other + "."));
    }

    private static List<String> joined(List<String> chosen, ColumnSelection wanted, Set<String> paths) {
        Set<String> names = wanted.columns().stream()
                .map(column -> column.field().getName())
                .collect(Collectors.toSet());
        List<String> all = new ArrayList<>(chosen);
        paths.stream().filter(path -> !names.contains(path)).forEach(all::add);
        return all;
    }

    /** Which of the tested columns a wanted one is; -1 if none. */
    int testedIndex(int column) {
        return tested.columns().indexOf(wanted.columns().get(column));
    }

    /** How many rows are looked at at a time: no more than usual, however large batches shall be. */
    int windowRows() {
        ColumnSelection all = wanted.only(columns().toList());
        ParquetReadOptions usually = ParquetReadOptions.read().memoryBudget(options.memoryBudget());
        int usual = RowRanges.of(footer, all, usually).rowsPerBatch();
        return Math.min(usual, RowRanges.of(footer, all, options).rowsPerBatch());
    }

    /** About how much memory a window takes while it is decoded. */
    long windowBytes() {
        double bytesPerRow = columns()
                .mapToDouble(column -> RowRanges.bytesPerRow(footer, column))
                .sum();
        return (long) (bytesPerRow * windowRows());
    }

    /** What is needed beside, by each thread. */
    long scratchBytes() {
        return columns().mapToLong(column -> Lane.scratchBytes(footer, column)).sum();
    }

    /** All columns that are decoded. */
    Stream<ColumnNode> columns() {
        return Stream.concat(tested.columns().stream(), wanted.columns().stream())
                .distinct();
    }
}
