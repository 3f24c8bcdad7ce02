package dev.arrowshare.dataset.rows;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/** A bit for each row, 64 a word. */
final class FilterLoop implements RowLoop<long[]> {
    private static final MethodHandle READ = CompiledLoops.handle(MethodHandles.lookup(), 0);

    @Override
    @SuppressWarnings("unchecked") // Whoever made this class had the function's type.
    public void run(RowCursor from, int rows, Object function, long[] kept) throws Throwable {
        RowPredicate<Record> predicate = (RowPredicate<Record>) function;
        for (int row = 0; row < rows; row++) {
            from.row = row;
            if (predicate.test((Record) READ.invokeExact(from))) {
                kept[row >>> 6] |= 1L << row;
            }
        }
    }
}
