package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.RowSelection;
import dev.arrowshare.filter.BoundFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a stream that a filter keeps. */
final class FilteredBatches implements BatchStream {
    private final DecodedBatches batches;
    private final BoundFilter filter;
    private final List<String> columns;
    private SkippedRows skipped;

    /**
     * Takes over the stream.
     *
     * @param columns which of the columns are wanted; none: all
     * @param skipped what was left out before
     */
    FilteredBatches(DecodedBatches batches, BoundFilter filter, List<String> columns, SkippedRows skipped) {
        this.batches = batches;
        this.filter = filter;
        this.columns = columns;
        this.skipped = skipped;
    }

    @Override
    public @Nullable Batch next() {
        for (Batch next = batches.next(); next != null; next = batches.next()) {
            try (Batch batch = next) {
                RowSelection selection = filter.select(batch);
                skipped = skipped.plus(new SkippedRows(selection.rows() - selection.count(), 0, 0));
                if (!selection.isEmpty()) {
                    return kept(batch, selection);
                }
            }
        }
        return null;
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
    public SkippedRows skipped() {
        return skipped;
    }

    @Override
    public void close() {
        batches.close();
    }

    /** Bytes of the file that were read so far. */
    long bytesRead() {
        return batches.bytesRead();
    }
}
