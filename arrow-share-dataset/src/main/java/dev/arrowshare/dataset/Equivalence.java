package dev.arrowshare.dataset;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.share.Travel;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.MapperException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compares what a function gives in the calling thread with what it gives in workers. */
final class Equivalence {
    private static final int SAMPLE = 100;

    private final String workers;

    Equivalence(Workers workers) {
        this.workers = workers.toString();
    }

    /** Items from all over a list; the first ones of anything else. */
    static <T extends @Nullable Object> List<T> sample(Iterable<? extends T> items) {
        if (items instanceof Slices) {
            throw new IllegalArgumentException(
                    "verifyEquivalence takes items, not slices: their number depends on the workers");
        }
        List<T> sample = new ArrayList<>();
        if (items instanceof List<? extends T> list && list.size() > SAMPLE) {
            for (long i = 0; i < SAMPLE; i++) {
                sample.add(list.get((int) (i * (list.size() - 1) / (SAMPLE - 1))));
            }
            return sample;
        }
        for (Iterator<? extends T> walk = items.iterator(); walk.hasNext() && sample.size() < SAMPLE; ) {
            sample.add(walk.next());
        }
        return sample;
    }

    /** Batches among the outcomes are closed. */
    <R extends @Nullable Object> void require(List<?> items, List<Outcome<R>> here, List<Outcome<R>> there) {
        try {
            for (int i = 0; i < items.size(); i++) {
                String difference = difference(here.get(i), there.get(i));
                if (difference != null) {
                    throw new ArrowShareException("verifyEquivalence: the function gives something else in " + workers
                            + " than in the calling thread, for " + items.get(i) + ": " + difference);
                }
            }
        } finally {
            close(here);
            close(there);
        }
    }

    private static void close(List<? extends Outcome<?>> outcomes) {
        for (Outcome<?> outcome : outcomes) {
            if (outcome.value() instanceof Batch batch) {
                batch.close();
            } else if (outcome.value() instanceof StoredResult<?> stored) {
                stored.close();
            }
        }
    }

    private @Nullable String difference(Outcome<?> here, Outcome<?> there) {
        if (here.failure() != null || there.failure() != null) {
            boolean isSame = text(here.failure()).equals(text(there.failure()));
            return isSame ? null : said(end(here), end(there));
        }
        Object one = valueOf(here);
        Object other = valueOf(there);
        try {
            return difference(one, other);
        } finally {
            letGo(here, one);
            letGo(there, other);
        }
    }

    /** What was read from its file just to be compared. */
    private static void letGo(Outcome<?> outcome, @Nullable Object value) {
        if (outcome.value() instanceof StoredResult<?> && value instanceof Batch batch) {
            batch.close();
        }
    }

    private static @Nullable Object valueOf(Outcome<?> outcome) {
        return outcome.value() instanceof StoredResult<?> stored ? stored.get() : outcome.value();
    }

    private static String text(@Nullable Throwable failure) {
        return String.valueOf(failure);
    }

    private static String end(Outcome<?> outcome) {
        return outcome.failure() == null ? "the value " + shown(outcome.value()) : "the failure " + outcome.failure();
    }

    private String said(String here, String there) {
        return here + " in the calling thread, " + there + " in " + workers;
    }

    private @Nullable String difference(@Nullable Object here, @Nullable Object there) {
        if (here instanceof Batch one && there instanceof Batch other) {
            return difference(one, other);
        }
        return isSame(here, there) ? null : said(shown(here), shown(there));
    }

    /** What has no equality of its own is the same if it would travel as the same bytes. */
    private static boolean isSame(@Nullable Object here, @Nullable Object there) {
        if (Objects.deepEquals(here, there)) {
            return true;
        }
        if (here == null || there == null || here.getClass() != there.getClass()) {
            return false;
        }
        try {
            return Arrays.equals(Travel.pack(here).bytes(), Travel.pack(there).bytes());
        } catch (MapperException e) {
            return false;
        }
    }

    private @Nullable String difference(Batch here, Batch there) {
        if (!here.schema().equals(there.schema())) {
            return said("the schema " + here.schema(), "the schema " + there.schema());
        }
        if (here.rows() != there.rows()) {
            return said(here.rows() + " rows", there.rows() + " rows");
        }
        for (int column = 0; column < here.columnCount(); column++) {
            String name = here.column(column).getName();
            for (int row = 0; row < here.rows(); row++) {
                Object one = here.column(column).getObject(row);
                Object other = there.column(column).getObject(row);
                if (!Objects.deepEquals(one, other)) {
                    return said(cell(name, row, one), cell(name, row, other));
                }
            }
        }
        return null;
    }

    private static String cell(String column, int row, @Nullable Object value) {
        return shown(value) + " in row " + row + " of column " + column;
    }

    /** Arrays by their elements. */
    private static String shown(@Nullable Object value) {
        String inList = Arrays.deepToString(new Object[] {value});
        String text = inList.substring(1, inList.length() - 1);
        return text.length() <= 200 ? text : text.substring(0, 197) + "...";
    }
}
