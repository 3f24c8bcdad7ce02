package dev.arrowshare.dataset.rows;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/** A row for each row. */
final class MapLoop implements RowLoop<RowCursor> {
    private static final MethodHandle READ = CompiledLoops.handle(MethodHandles.lookup(), 0);
    private static final MethodHandle WRITE = CompiledLoops.handle(MethodHandles.lookup(), 1);

    @Override
    @SuppressWarnings("unchecked") // Whoever made this class had the function's type.
    public void run(RowCursor from, int rows, Object function, RowCursor to) throws Throwable {
        RowMapper<Record, Record> mapper = (RowMapper<Record, Record>) function;
        for (int row = 0; row < rows; row++) {
            from.row = row;
            to.row = row;
            Record result = mapper.map((Record) READ.invokeExact(from));
            WRITE.invokeExact(to, Results.required(result));
        }
    }
}
