package dev.arrowshare.dataset.rows;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.work.RowFailedException;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Field;

/** A record for each row; all other columns are gone. */
record MapRows(Class<?> in, Class<?> out, RowMapper<?, ?> function) implements RowFunction {
    MapRows {
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
        run.loop(CompiledLoops.map(function, run.shape(), run.from(), made), to);
        return Batch.of(batch.rows(), ColumnWriters.finish(to, batch.rows()), Map.of(), Map.of(), batch.allocator());
    }
}
