package dev.arrowshare.ipc;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.UncheckedContents;
import dev.arrowshare.ipc.layout.ColumnLayout;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.arrow.memory.BoundsChecking;

/**
 * The contents of one batch from a file or stream that this library did not write. They are checked when somebody asks for it; at
 * once where Arrow's own checks are off ({@code arrow.enable_unsafe_memory_access}), since then its vectors read wherever offsets
 * point.
 *
 * @param source the file, as errors begin
 * @param batch names the batch in errors
 * @param dictionaries the layout of each dictionary of the source, by its id
 * @param known how many values of each dictionary of the source were found right, as far as they stay
 */
record ForeignContents(
        Object source, Supplier<String> batch, Map<Long, ColumnLayout> dictionaries, Map<Long, Integer> known)
        implements UncheckedContents {

    /** Whether Arrow's vectors read without looking. */
    static boolean isArrowUnchecked() {
        return !BoundsChecking.BOUNDS_CHECKING_ENABLED;
    }

    /** The batch, marked; closed where it is refused. */
    Batch mark(Batch read) {
        read.markUnchecked(this);
        try {
            if (isArrowUnchecked()) {
                read.requireCheckedContents();
            }
            return read;
        } catch (RuntimeException | Error e) {
            read.close();
            throw e;
        }
    }

    @Override
    public void check(Batch part) {
        Reading.run(source, () -> new ContentCheck(batch.get(), part, dictionaries, known).run());
    }
}
