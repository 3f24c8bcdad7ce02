package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.RowSelection;
import dev.arrowshare.filter.BoundFilter;
import dev.arrowshare.filter.Filter;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * A filter at work. A batch of which no row is left goes no further, but for the first of a run: there is always a first result, if only
 * an empty one.
 */
final class WhereStep implements StepRunner {
    private final Filter filter;
    private final Next next;
    private @Nullable Bound last;

    /** The filter for batches of certain columns. */
    private record Bound(List<Field> fields, BoundFilter filter) {}

    WhereStep(Filter filter, Next next) {
        this.filter = filter;
        this.next = next;
    }

    @Override
    public void take(Batch batch, Place place) {
        Batch kept;
        Place where;
        try (batch) {
            RowSelection selection = bound(batch).select(batch);
            where = place.filtered(selection);
            kept = batch.take(selection);
        }
        if (kept.rows() > 0 || place.batch() == 0) {
            next.take(kept, where);
        } else {
            kept.close();
        }
    }

    private BoundFilter bound(Batch batch) {
        List<Field> fields = batch.messageSchema().getFields();
        Bound known = last;
        if (known == null || !known.fields().equals(fields)) {
            known = new Bound(fields, BoundFilter.of(filter, fields));
            last = known;
        }
        return known.filter();
    }
}
