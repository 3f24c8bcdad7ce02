package dev.arrowshare.dataset.rows;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.RowSelection;
import dev.arrowshare.dataset.work.RowFailedException;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;

/** The rows for which the function is true. */
record FilterRows(Class<?> in, RowPredicate<?> function) implements RowFunction {
    FilterRows {
        RecordShape.of(in);
    }

    @Override
    public boolean replacesColumns() {
        return false;
    }

    @Override
    public List<Field> result(List<Field> columns) {
        return columns;
    }

    @Override
    public Batch map(Batch batch) throws RowFailedException {
        RowRun run = RowRun.of(batch, RecordShape.of(in), function);
        int rows = Math.toIntExact(batch.rows());
        long[] kept = new long[(int) ((rows + 63L) >>> 6)];
        run.loop(CompiledLoops.filter(function, run.shape(), run.from()), kept);
        return batch.take(RowSelection.of(kept, rows));
    }
}
