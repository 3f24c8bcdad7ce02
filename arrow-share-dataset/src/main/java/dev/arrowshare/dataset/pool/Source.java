package dev.arrowshare.dataset.pool;

import dev.arrowshare.dataset.Slices;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Items of a job, taken a chunk at a time.
 *
 * <p><b>Threads:</b> one at a time.
 */
public interface Source {
    /** How many there are left, where that is known. */
    OptionalLong left();

    /** The next so many, or fewer at the end; none after the last. */
    List<@Nullable Object> next(int most);

    /** All there are left, if their number is known; none are left then. */
    default Optional<List<@Nullable Object>> all() {
        OptionalLong count = left();
        return count.isPresent() ? Optional.of(next(Math.toIntExact(count.getAsLong()))) : Optional.empty();
    }

    /** No task needs it any more. */
    default void close() {}

    /** Items of a list are not copied. */
    static Source of(Iterable<?> items) {
        if (items instanceof Slices<?> slices) {
            return slices.source();
        }
        return items instanceof List<?> list && list instanceof java.util.RandomAccess
                ? new OfList(list)
                : of(
                        items.iterator(),
                        items instanceof java.util.Collection<?> all
                                ? OptionalLong.of(all.size())
                                : OptionalLong.empty());
    }

    /** Items of an iterator, known to be so many or not. */
    static Source of(Iterator<?> items, OptionalLong count) {
        return new OfIterator(items, count);
    }

    /** Items of a list, by their place. */
    final class OfList implements Source {
        private final List<?> items;
        private int taken;

        private OfList(List<?> items) {
            this.items = items;
        }

        @Override
        public OptionalLong left() {
            return OptionalLong.of(items.size() - taken);
        }

        @Override
        @SuppressWarnings("unchecked")
        public List<@Nullable Object> next(int most) {
            int end = Math.min(items.size(), taken + most);
            List<@Nullable Object> next = (List<@Nullable Object>) items.subList(taken, end);
            taken = end;
            return next;
        }
    }

    /** Items of an iterator. */
    final class OfIterator implements Source {
        private final Iterator<?> items;
        private final OptionalLong count;
        private long taken;

        private OfIterator(Iterator<?> items, OptionalLong count) {
            this.items = items;
            this.count = count;
        }

        @Override
        public OptionalLong left() {
            return count.isPresent() ? OptionalLong.of(Math.max(0, count.getAsLong() - taken)) : count;
        }

        @Override
        public List<@Nullable Object> next(int most) {
            @Nullable Object[] items = new Object[Math.min(most, 64)];
            int filled = 0;
            while (filled < most && this.items.hasNext()) {
                if (filled == items.length) {
                    items = java.util.Arrays.copyOf(items, Math.min(most, 2 * filled));
                }
                items[filled++] = this.items.next();
            }
            taken += filled;
            return Chunk.items(items, filled);
        }
    }
}
