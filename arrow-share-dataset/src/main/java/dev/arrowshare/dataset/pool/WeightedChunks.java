package dev.arrowshare.dataset.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Chunks of tasks whose weights are known: consecutive tasks of a share of the weight that is left, which becomes smaller towards the end,
 * and a task that weighs more than that alone. Where the order is free the heaviest come first, so that none is begun when the others have
 * nothing left to do: no schedule is much better than that (longest processing time first, Graham, 1969).
 *
 * <p><b>Threads:</b> one at a time.
 */
final class WeightedChunks {
    /** Of what is left a chunk is at most such a part of a worker's share, and at least such a part of its share of all. */
    private static final double LARGEST = 1.0 / 3;

    private static final double SMALLEST = 1.0 / 64;

    private final List<? extends @Nullable Object> items;
    private final ToDoubleFunction<@Nullable Object> weights;
    private final int workers;
    private final int mostTasks;
    private final OptionalInt parts;
    private final boolean heaviestFirst;
    private @Nullable Deque<Run> left;

    /** Tasks from the first on, up to the end. */
    record Run(int first, int end, double weight) {
        int size() {
            return end - first;
        }
    }

    /** Tasks of a chunk. */
    record Part(long first, List<@Nullable Object> items) {}

    /**
     * No weight is asked for yet.
     *
     * @param mostTasks of a chunk
     * @param parts how many chunks there are to be, if that is given
     */
    WeightedChunks(
            List<? extends @Nullable Object> items,
            ToDoubleFunction<@Nullable Object> weights,
            int workers,
            int mostTasks,
            OptionalInt parts,
            boolean heaviestFirst) {
        this.items = items;
        this.weights = weights;
        this.workers = workers;
        this.mostTasks = mostTasks;
        this.parts = parts;
        this.heaviestFirst = heaviestFirst;
    }

    /** How many tasks the next chunk has; 1 after the last, of which there is none. */
    int nextSize() {
        Run next = left().peek();
        return next == null ? 1 : next.size();
    }

    /** The next chunk, or its first tasks if it has more than these; none after the last. */
    Part next(int most) {
        Run next = left().poll();
        if (next == null) {
            return new Part(items.size(), List.of());
        }
        int end = Math.min(next.end, next.first + most);
        if (end < next.end) {
            left().addFirst(new Run(end, next.end, next.weight));
        }
        return new Part(next.first, part(next.first, end));
    }

    @SuppressWarnings("unchecked")
    private List<@Nullable Object> part(int first, int end) {
        return (List<@Nullable Object>) items.subList(first, end);
    }

    private Deque<Run> left() {
        Deque<Run> there = left;
        if (there == null) {
            there = new ArrayDeque<>(runs());
            left = there;
        }
        return there;
    }

    private List<Run> runs() {
        double[] weight = weightsOfAll();
        double leftWeight = 0;
        for (double each : weight) {
            leftWeight += each;
        }
        double smallest = leftWeight * SMALLEST / workers;
        double fixed = parts.isPresent() ? leftWeight / parts.getAsInt() : 0;
        List<Run> runs = new ArrayList<>();
        for (int first = 0; first < weight.length; first = runs.get(runs.size() - 1).end) {
            double most = fixed > 0 ? fixed : Math.max(smallest, leftWeight * LARGEST / workers);
            Run run = run(weight, first, most);
            leftWeight -= run.weight;
            runs.add(run);
        }
        if (heaviestFirst) {
            runs.sort(Comparator.comparingDouble(Run::weight).reversed());
        }
        return runs;
    }

    /** At least one task; the next one would make it too heavy. */
    private Run run(double[] weight, int first, double most) {
        double sum = weight[first];
        int end = first + 1;
        while (end < weight.length && end - first < mostTasks && sum + weight[end] <= most) {
            sum += weight[end++];
        }
        return new Run(first, end, sum);
    }

    private double[] weightsOfAll() {
        double[] all = new double[items.size()];
        int at = 0;
        for (Object item : items) {
            double weight = weights.applyAsDouble(item);
            if (!(weight >= 0) || weight == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException("weights: item " + at + " (" + Job.shortForm(item) + ") weighs "
                        + weight + ": a finite number, not below 0, is needed");
            }
            all[at++] = weight;
        }
        return all;
    }
}
