package dev.arrowshare.cli;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.RowSelection;
import dev.arrowshare.filter.BoundFilter;
import dev.arrowshare.filter.Filter;
import dev.arrowshare.parquet.SkippedRows;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Of an Arrow file's or stream's batches, the rows that a filter keeps, with the columns that are wanted. */
final class FilteredInput implements BatchInput {
    private final BatchInput all;
    private final BoundFilter filter;
    private final List<String> columns;
    private final Schema schema;
    private long rowsLeftOut;

    private FilteredInput(BatchInput all, BoundFilter filter, List<String> columns) {
        this.all = all;
        this.filter = filter;
        this.columns = columns;
        this.schema = BatchInput.chosen(all.schema(), columns);
    }

    /**
     * Filters an input, which it takes over.
     *
     * @param columns none means all
     */
    static FilteredInput of(BatchInput all, Filter filter, List<String> columns) {
        try {
            return new FilteredInput(all, BoundFilter.of(filter, all.schema().getFields()), columns);
        } catch (RuntimeException | Error e) {
            all.close();
            throw e;
        }
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public long rows() {
        return -1;
    }

    @Override
    public @Nullable Batch next() {
        for (Batch next = all.next(); next != null; next = all.next()) {
            try (Batch batch = next) {
                RowSelection selection = filter.select(batch);
                rowsLeftOut += batch.rows() - selection.count();
                if (!selection.isEmpty()) {
                    return kept(batch, selection);
                }
            }
        }
        return null;
    }

    @Override
    public SkippedRows skipped() {
        return new SkippedRows(rowsLeftOut, 0, 0, 0);
    }

    private Batch kept(Batch batch, RowSelection selection) {
        if (columns.isEmpty()) {
            return batch.take(selection);
        }
        try (Batch wanted = batch.select(columns)) {
            return wanted.take(selection);
        }
    }

    @Override
    public void close() {
        all.close();
    }
}
