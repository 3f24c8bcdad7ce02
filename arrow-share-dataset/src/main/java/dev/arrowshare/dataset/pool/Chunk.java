package dev.arrowshare.dataset.pool;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A run of consecutive tasks of one job: what a message carries.
 *
 * @param first the index of the first task
 * @param items of the tasks
 * @param worker the only one that may have it; {@link #ANY} if any may
 * @param deaths workers that died over it
 */
record Chunk(Job job, long first, List<@Nullable Object> items, int worker, int deaths) {
    static final int ANY = -1;

    int size() {
        return items.size();
    }

    /** Each task on its own, after a death: so that one of them is found to be the cause. */
    List<Chunk> singles(int deathsOfEach) {
        return IntStream.range(0, size())
                .mapToObj(i -> new Chunk(job, first + i, Collections.singletonList(items.get(i)), worker, deathsOfEach))
                .toList();
    }

    /** One of a kind: what it holds is the user's. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    /** Without its first tasks, which are done. */
    Chunk from(int done) {
        return new Chunk(job, first + done, items.subList(done, size()), worker, deaths);
    }

    /** A list of the elements that were put into the array so far. */
    static List<@Nullable Object> items(@Nullable Object[] filled, int count) {
        return Collections.unmodifiableList(
                Arrays.asList(count == filled.length ? filled : Arrays.copyOf(filled, count)));
    }
}
