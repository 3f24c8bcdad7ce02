package dev.arrowshare.parquet;

import dev.arrowshare.parquet.FilteredPlan.Stretch;
import dev.arrowshare.parquet.decode.RowRuns;
import dev.arrowshare.parquet.decode.Segment;
import dev.arrowshare.parquet.page.ColumnNode;
import dev.arrowshare.parquet.page.InputChannel;
import dev.arrowshare.parquet.page.LeafColumn;
import dev.arrowshare.parquet.page.RowSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the wanted rows of some stretches of a file, a window of rows at a time: first the columns that the filter looks at, as far
 * as pages may hold rows that are wanted; then, of the other columns, the rows that the filter kept.
 *
 * <p><b>Threads:</b> for one thread at a time.
 */
final class FilteredRows implements AutoCloseable {
    private final FilteredRead read;
    private final FilteredPlan plan;
    private final BufferAllocator allocator;
    private final int windowRows;
    private final int columnBytesLimit;
    private final Schema testedSchema;
    private final List<Stretch> stretches;
    private final List<SelectedColumn> tested = new ArrayList<>();
    private final List<SelectedColumn> others = new ArrayList<>();
    private final List<LeafColumn> otherLeaves = new ArrayList<>();
    private int stretch;
    private long row;
    private long keptOfStretch;
    private boolean closed;

    FilteredRows(
            FilteredRead read,
            FilteredPlan plan,
            List<Stretch> stretches,
            InputChannel file,
            BufferAllocator allocator,
            int windowRows,
            int columnBytesLimit) {
        this.read = read;
        this.plan = plan;
        this.stretches = stretches;
        this.allocator = allocator;
        this.windowRows = windowRows;
        this.columnBytesLimit = columnBytesLimit;
        this.testedSchema = read.tested().batchSchema();
        this.row = stretches.get(0).begin();
        try {
            open(file);
            pass(row);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void open(InputChannel file) {
        for (ColumnNode column : read.tested().columns()) {
            tested.add(new SelectedColumn(column, plan, stretches, file, allocator, columnBytesLimit));
        }
        for (int i = 0; i < read.wanted().columns().size(); i++) {
            if (read.testedIndex(i) < 0) {
                ColumnNode column = read.wanted().columns().get(i);
                others.add(new SelectedColumn(column, plan, stretches, file, allocator, columnBytesLimit));
                otherLeaves.addAll(column.leaves());
            }
        }
    }

    /** The next window that has a row, or null behind the last. */
    @Nullable
    FilteredWindow next() {
        while (stretch < stretches.size()) {
            Stretch current = stretches.get(stretch);
            if (row == current.end()) {
                plan.done(current, keptOfStretch);
                keptOfStretch = 0;
                stretch++;
                row = 0;
                continue;
            }
            int rows = (int) Math.min(windowRows, current.end() - row);
            FilteredWindow window = window(plan.candidates(current.rowGroup()), rows);
            row += rows;
            if (window != null) {
                keptOfStretch += window.rows();
                return window;
            }
        }
        return null;
    }

    private void pass(long rows) {
        tested.forEach(column -> column.pass(rows));
        others.forEach(column -> column.pass(rows));
    }

    private @Nullable FilteredWindow window(RowSet candidates, int rows) {
        long[] looked = candidates.words(row, row + rows);
        if (Arrays.stream(looked).allMatch(word -> word == 0)) {
            pass(rows);
            return null;
        }
        try (TestedWindow found = test(looked, rows)) {
            if (found.count() == 0) {
                others.forEach(column -> column.pass(rows));
                return null;
            }
            return materialised(found, rows);
        }
    }

    private TestedWindow test(long[] looked, int rows) {
        RowRuns runs = RowRuns.of(looked, 1);
        PendingBatch columns = new PendingBatch(runs.rows(), tested.size());
        try {
            for (int i = 0; i < tested.size(); i++) {
                columns.addAll(i, 0, tested.get(i).decode(runs, rows));
            }
        } catch (RuntimeException | Error e) {
            columns.close();
            throw e;
        }
        return TestedWindow.of(read.filter(), columns.toBatches(testedSchema, allocator, columnBytesLimit), looked);
    }

    private FilteredWindow materialised(TestedWindow found, int rows) {
        plan.want(stretches.get(stretch).rowGroup(), otherLeaves, found.words(), row);
        List<List<Segment>> columns = new ArrayList<>();
        int other = 0;
        try {
            for (int i = 0; i < read.wanted().columns().size(); i++) {
                int index = read.testedIndex(i);
                columns.add(
                        index >= 0
                                ? found.column(index, allocator)
                                : others.get(other++).decode(found.words(), found.count(), rows));
            }
            return new FilteredWindow(found.count(), columns);
        } catch (RuntimeException | Error e) {
            columns.forEach(segments -> segments.forEach(Segment::close));
            throw e;
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        tested.forEach(SelectedColumn::close);
        others.forEach(SelectedColumn::close);
    }
}
