package dev.arrowshare.dataset.rows;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.work.RowFailedException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;

/** More columns, or others of the same names, beside those that there are. */
record WithColumns(Class<?> in, Class<?> out, RowMapper<?, ?> function) implements RowFunction {
    WithColumns {
        RecordShape.of(in);
        ColumnWriters.fields(RecordShape.of(out));
    }

    @Override
    public boolean replacesColumns() {
        return false;
    }

    @Override
    public List<Field> result(List<Field> columns) {
        List<Field> result = new ArrayList<>(columns);
        for (Field made : ColumnWriters.fields(RecordShape.of(out))) {
            List<String> names = result.stream().map(Field::getName).toList();
            int at = names.indexOf(made.getName());
            if (at < 0) {
                result.add(made);
            } else {
                result.set(at, made);
            }
        }
        return result;
    }

    @Override
    public Batch map(Batch batch) throws RowFailedException {
        RowRun run = RowRun.of(batch, RecordShape.of(in), function);
        RecordShape made = RecordShape.of(out);
        RowCursor to = ColumnWriters.of(made, batch.allocator(), batch.rows());
        run.loop(CompiledLoops.map(function, run.shape(), run.from(), made), to);
        Batch result = batch;
        for (FieldVector column : ColumnWriters.finish(to, batch.rows())) {
            result = result.with(column);
        }
        return result;
    }
}
