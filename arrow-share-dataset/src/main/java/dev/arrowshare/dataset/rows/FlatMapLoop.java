package dev.arrowshare.dataset.rows;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/** Any number of rows for each row. */
final class FlatMapLoop implements RowLoop<RowCursor> {
    private static final MethodHandle READ = CompiledLoops.handle(MethodHandles.lookup(), 0);
    private static final MethodHandle WRITE = CompiledLoops.handle(MethodHandles.lookup(), 1);

    @Override
    @SuppressWarnings("unchecked") // Whoever made this class had the function's type.
    public void run(RowCursor from, int rows, Object function, RowCursor to) throws Throwable {
        RowFlatMapper<Record, Record> mapper = (RowFlatMapper<Record, Record>) function;
        for (int row = 0; row < rows; row++) {
            from.row = row;
            Iterable<? extends Record> results = mapper.map((Record) READ.invokeExact(from));
            for (Record result : Results.requiredAll(results)) {
                WRITE.invokeExact(to, Results.required(result));
                to.row = Results.next(to.row);
            }
        }
    }
}
