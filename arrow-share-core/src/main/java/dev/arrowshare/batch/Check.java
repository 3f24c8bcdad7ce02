package dev.arrowshare.batch;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether the contents of a column from elsewhere were checked, known to all columns of the same rows. */
final class Check {
    private final UncheckedContents contents;
    private volatile boolean done;

    Check(UncheckedContents contents) {
        this.contents = contents;
    }

    /** For some of the rows: they are checked when all are, but not the other way round. */
    static @Nullable Check ofSome(@Nullable Check all) {
        return all == null || all.done ? null : new Check(all.contents);
    }

    /** Runs those that are due on the columns, and on the dictionaries that they refer to. */
    static void run(Batch batch, List<Column> columns) {
        Map<UncheckedContents, Set<Column>> due = new LinkedHashMap<>();
        for (Column column : columns) {
            batch.columns()
                    .due(column)
                    .forEach(check -> due.computeIfAbsent(check.contents, source -> new LinkedHashSet<>())
                            .add(column));
        }
        due.forEach((contents, unchecked) -> run(batch, contents, List.copyOf(unchecked)));
    }

    private static void run(Batch batch, UncheckedContents contents, List<Column> columns) {
        ColumnSet all = batch.columns();
        try (Batch part = new Batch(all.only(columns), batch.metadata(), batch.rows(), batch.allocator())) {
            contents.check(part);
        }
        columns.forEach(column -> all.due(column).forEach(check -> check.done = true));
    }

    boolean isDue() {
        return !done;
    }
}
