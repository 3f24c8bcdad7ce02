package dev.arrowshare.dataset.rows;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.work.RowFailedException;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Field;

/** Any number of records for each row; all other columns are gone. */
record FlatMapRows(Class<?> in, Class<?> out, RowFlatMapper<?, ?> function) implements RowFunction {
    FlatMapRows {
        RecordShape.of(in);
        ColumnWriters.fields(RecordShape.of(out));
    }

    @Override
    public boolean replacesColumns() {
        return true;
    }

    @Override
    public List<Field> result(List<Field> columns) {
        return ColumnWriters.fields(RecordShape.of(out));
    }

    @Override
    public Batch map(Batch batch) throws RowFailedException {
        RowRun run = RowRun.of(batch, RecordShape.of(in), function);
        RecordShape made = RecordShape.of(out);
        RowCursor to = ColumnWriters.of(made, batch.allocator(), batch.rows());
        run.loop(CompiledLoops.flatMap(function, run.shape(), run.from(), made), to);
        return Batch.of(to.row, ColumnWriters.finish(to, to.row), Map.of(), Map.of(), batch.allocator());
    }
}
