package dev.arrowshare.filter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Sorted ranges of values without overlap: what a comparison or an {@code in} allows.
 *
 * @param ends whether the high end of a range belongs to it
 */
record Ranges<T>(List<Range<T>> list, Comparator<? super T> order, Ends ends) {
    enum Ends {
        CLOSED,
        OPEN
    }

    /** A missing bound is none. */
    record Range<T>(@Nullable T low, @Nullable T high) {}

    static <T> Ranges<T> none(Comparator<? super T> order) {
        return new Ranges<>(List.of(), order, Ends.CLOSED);
    }

    /** A closed range; none if the bounds cross. */
    static <T> Ranges<T> of(@Nullable T low, @Nullable T high, Comparator<? super T> order) {
        boolean isEmpty = low != null && high != null && order.compare(low, high) > 0;
        return isEmpty ? none(order) : new Ranges<>(List.of(new Range<>(low, high)), order, Ends.CLOSED);
    }

    static <T> Ranges<T> points(List<T> values, Comparator<? super T> order) {
        TreeSet<T> sorted = new TreeSet<>(order);
        sorted.addAll(values);
        List<Range<T>> list = new ArrayList<>();
        sorted.forEach(value -> list.add(new Range<>(value, value)));
        return new Ranges<>(list, order, Ends.CLOSED);
    }

    /** Whether a value from {@code min} to {@code max} is in a range. */
    boolean meets(T min, T max) {
        for (Range<T> range : list) {
            T low = range.low();
            if ((low == null || order.compare(low, max) <= 0) && reaches(range, min)) {
                return true;
            }
        }
        return false;
    }

    /** Whether one range holds all from {@code min} to {@code max}. */
    boolean covers(T min, T max) {
        for (Range<T> range : list) {
            T low = range.low();
            if ((low == null || order.compare(low, min) <= 0) && reaches(range, max)) {
                return true;
            }
        }
        return false;
    }

    private boolean reaches(Range<T> range, T value) {
        T high = range.high();
        if (high == null) {
            return true;
        }
        int compared = order.compare(value, high);
        return ends == Ends.CLOSED ? compared <= 0 : compared < 0;
    }

    boolean contains(T value) {
        return meets(value, value);
    }

    /** The values, if there is a finite number of them that is known. */
    Optional<List<T>> points() {
        List<T> points = new ArrayList<>();
        for (Range<T> range : list) {
            T low = range.low();
            T high = range.high();
            if (low == null || high == null || ends == Ends.OPEN || order.compare(low, high) != 0) {
                return Optional.empty();
            }
            points.add(low);
        }
        return Optional.of(points);
    }
}
