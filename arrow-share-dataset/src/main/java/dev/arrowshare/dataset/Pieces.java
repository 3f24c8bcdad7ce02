package dev.arrowshare.dataset;

import dev.arrowshare.dataset.pool.Job;
import dev.arrowshare.dataset.pool.Run;
import dev.arrowshare.dataset.pool.StoredValue;
import dev.arrowshare.dataset.pool.TaskFailure;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What the verbs of a pool make of a piece of results. */
final class Pieces {
    private Pieces() {}

    /** The values of tasks that succeeded. */
    @SuppressWarnings("unchecked")
    static <R extends @Nullable Object> void addValues(Job.Piece piece, List<R> to) {
        BitSet failed = failed(piece);
        for (int i = 0; i < piece.values().size(); i++) {
            if (!failed.get(i)) {
                to.add((R) value(piece, i));
            }
        }
    }

    @SuppressWarnings("unchecked")
    static <R extends @Nullable Object> void addIndexed(Job.Piece piece, List<Indexed<R>> to) {
        BitSet failed = failed(piece);
        for (int i = 0; i < piece.values().size(); i++) {
            if (!failed.get(i)) {
                to.add(new Indexed<>(piece.first() + i, (R) value(piece, i)));
            }
        }
    }

    /** A batch of a worker process waits in a file until it is taken. */
    private static Object value(Job.Piece piece, int task) {
        Object value = piece.values().get(task);
        return value instanceof StoredValue stored ? stored.takeBatch() : value;
    }

    private static BitSet failed(Job.Piece piece) {
        BitSet failed = new BitSet();
        piece.failures().forEach(failure -> failed.set(failure.offset()));
        return failed;
    }

    @SuppressWarnings("unchecked")
    static <R extends @Nullable Object> void addOutcomes(Job.Piece piece, List<Outcome<R>> to) {
        Map<Integer, TaskFailure> failures = new HashMap<>();
        piece.failures().forEach(failure -> failures.put(failure.offset(), failure));
        for (int i = 0; i < piece.values().size(); i++) {
            TaskFailure failure = failures.get(i);
            to.add(new Outcome<>(
                    piece.first() + i,
                    (R) value(piece, i),
                    failure == null ? null : failure.thrown(),
                    failure == null ? 1 : failure.attempts()));
        }
    }

    /** All tasks of a run. */
    static <X> void completeAll(Run run, BiConsumer<Job.Piece, List<X>> add, CompletableFuture<List<X>> future) {
        try {
            List<X> all = new ArrayList<>();
            for (RunPieces pieces = new RunPieces(run); pieces.hasNext(); ) {
                add.accept(pieces.next(), all);
            }
            future.complete(all);
        } catch (RuntimeException | Error e) {
            future.completeExceptionally(e);
        }
    }

    /** What waits for the future is called here: it may take long, and a worker must not wait for it. */
    static <X> void completeAllElsewhere(
            Run run, BiConsumer<Job.Piece, List<X>> add, CompletableFuture<List<X>> future) {
        Thread thread = new Thread(() -> completeAll(run, add, future), "arrow-share-pool-results");
        thread.setDaemon(true);
        thread.start();
    }

    /** The one task of a run that has ended. */
    @SuppressWarnings("unchecked")
    static <R extends @Nullable Object> void complete(Run run, CompletableFuture<R> future) {
        try {
            Job.Piece piece = WorkerPool.take(run);
            if (piece == null) {
                future.cancel(false);
            } else if (piece.failures().isEmpty()) {
                future.complete((R) value(piece, 0));
            } else {
                future.completeExceptionally(piece.failures().get(0).thrown());
            }
        } catch (RuntimeException e) {
            future.completeExceptionally(e);
        }
    }
}
