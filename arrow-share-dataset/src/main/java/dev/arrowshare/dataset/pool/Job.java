package dev.arrowshare.dataset.pool;

import dev.arrowshare.dataset.OnError;
import dev.arrowshare.dataset.TaskFunction;
import dev.arrowshare.dataset.TaskOptions;
import dev.arrowshare.dataset.event.RunEvent;
import dev.arrowshare.dataset.event.RunEvents;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.ClosedException;
import dev.arrowshare.error.TaskFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call of a pool: a function, items, and what has become of them so far.
 *
 * <p><b>Threads:</b> safe; workers' threads bring answers, one thread takes them.
 */
public final class Job {
    /** In which order results are taken. */
    public enum Order {
        INPUT,
        COMPLETION
    }

    /** What a taker gets: the values of consecutive tasks from an index on. */
    public record Piece(long first, List<@Nullable Object> values, List<TaskFailure> failures, long bytes) {}

    private static final Logger LOG = LoggerFactory.getLogger(Job.class);

    final long number;
    final TaskFunction<Object, Object> function;
    final TaskOptions options;
    final ChunkSizes sizes;
    final RunEvents events;
    private final Source source;
    private final @Nullable WeightedChunks weighted;
    private final ResultQueue results;
    private final Window window;
    private final ErrorLog errors;
    private final long begun = System.nanoTime();
    private final List<Consumer<Job>> listeners = new ArrayList<>();
    private volatile Consumer<Job> account = job -> {};
    private volatile Functions.@Nullable Packed packed;
    private long fed;
    private long chunksFed;
    private long answered;
    private boolean sourceEnded;
    private boolean ended;
    private boolean cancelled;
    private @Nullable ArrowShareException failure;
    private boolean toldListeners;
    private long failed;

    @SuppressWarnings("unchecked")
    Job(
            long number,
            Source source,
            TaskFunction<?, ?> function,
            TaskOptions options,
            Order order,
            Window window,
            int workers,
            RunEvents events) {
        this.number = number;
        this.function = (TaskFunction<Object, Object>) function;
        this.options = options;
        this.events = events;
        this.source = source;
        this.window = window;
        this.results = new ResultQueue(order);
        this.errors = ErrorLog.of(options.onError());
        this.sizes = new ChunkSizes(options, source.left(), workers, window.tasks());
        boolean isOrderFree = order == Order.COMPLETION || window.isUnlimited();
        this.weighted = options.weights()
                .map(weights -> new WeightedChunks(
                        all(source),
                        weights,
                        workers,
                        options.chunkSize().orElse(ChunkSizes.MOST),
                        options.chunks(),
                        isOrderFree))
                .orElse(null);
    }

    private static List<@Nullable Object> all(Source source) {
        return source.all()
                .orElseThrow(() -> new IllegalArgumentException("weights(cost) divides items of a known number, and"
                        + " these are none: collect them into a list first"));
    }

    /** Whether the function returns futures. */
    boolean isAsync() {
        return function instanceof AsyncFunction;
    }

    /** Whether tasks have weights: none waits at a worker then, since the one before it may be the heaviest. */
    boolean isWeighted() {
        return weighted != null;
    }

    /** Whether another task may be cut now. */
    boolean hasRoom() {
        return window.hasRoom();
    }

    /** The function as processes get it. */
    void packed(Functions.Packed bytes) {
        packed = bytes;
    }

    Functions.Packed packed() {
        return Objects.requireNonNull(packed, "the function of a job without processes");
    }

    /** Told first of all that the job has ended, before anybody sees its last result. */
    void account(Consumer<Job> who) {
        account = who;
    }

    /** Told once, when the job has ended, or at once if it has. */
    void onEnd(Consumer<Job> listener) {
        boolean isOver;
        synchronized (this) {
            isOver = toldListeners;
            if (!isOver) {
                listeners.add(listener);
            }
        }
        if (isOver) {
            listener.accept(this);
        }
    }

    /** The next chunk, waited for until the window has room; null after the last, and when the job has ended. */
    @Nullable
    Chunk feed(int workers) throws InterruptedException {
        int size = window.enter(nextSize());
        if (size == 0) {
            return null;
        }
        WeightedChunks.Part part = taken(size);
        window.leave(size - part.items().size(), 0);
        if (part.items().isEmpty()) {
            sourceIsEmpty();
            return null;
        }
        return cut(part, workers);
    }

    /** What the user's function of weights throws ends the run. */
    private int nextSize() {
        try {
            return weighted == null ? sizes.next(source.left()) : weighted.nextSize();
        } catch (RuntimeException | Error e) {
            fail(new ArrowShareException("the weights of a run's items could not be had: " + e, e));
            return 1;
        }
    }

    private void sourceIsEmpty() {
        boolean isDone;
        synchronized (this) {
            sourceEnded = true;
            isDone = endIfDone();
        }
        if (isDone) {
            over(results::end);
        }
    }

    private synchronized Chunk cut(WeightedChunks.Part part, int workers) {
        boolean inTurn = options.handOut() == TaskOptions.HandOut.IN_TURN;
        int worker = inTurn ? (int) (chunksFed++ % workers) : Chunk.ANY;
        Chunk chunk = new Chunk(this, part.first(), part.items(), worker, 0);
        fed += part.items().size();
        return chunk;
    }

    /** What the user's iterator throws ends the run. */
    private WeightedChunks.Part taken(int size) {
        long from = System.nanoTime();
        try {
            WeightedChunks.Part part =
                    weighted == null ? new WeightedChunks.Part(fedSoFar(), source.next(size)) : weighted.next(size);
            events.inputRead(part.items().size(), 0, 0, System.nanoTime() - from);
            return part;
        } catch (RuntimeException | Error e) {
            fail(new ArrowShareException("the items of a run could not be had: " + e, e));
            return new WeightedChunks.Part(0, List.of());
        }
    }

    private synchronized long fedSoFar() {
        return fed;
    }

    /** Says what became of the chunk; before the answer is taken, which may end the job. */
    void say(int worker, Chunk chunk, ChunkAnswer answer, long readNanos) {
        if (events.isHeard() && !answer.failures().isEmpty()) {
            events.taskStarted(worker, chunk.first(), chunk.size(), 0);
            answer.failures().forEach(failure -> sayFailed(worker, chunk, failure));
        }
        events.taskEnded(
                worker,
                chunk.first(),
                answer.done(),
                answer.end().inEvents(),
                answer.failures().size(),
                answer.retries(),
                answer.bytes(),
                answer.nanos(),
                readNanos);
    }

    private void sayFailed(int worker, Chunk chunk, TaskFailure failure) {
        long index = chunk.first() + failure.offset();
        String item = shortForm(chunk.items().get(failure.offset()));
        events.say((run, now) ->
                new RunEvent.TaskFailed(run, now, worker, index, failure.attempts(), item, failure.thrown()));
    }

    /** Says how it ended. */
    void sayEnd() {
        ArrowShareException cause;
        boolean isCancelled;
        synchronized (this) {
            cause = failure;
            isCancelled = cancelled || cause instanceof ClosedException;
        }
        RunEvent.Outcome unlessCancelled = cause == null ? RunEvent.Outcome.SUCCEEDED : RunEvent.Outcome.FAILED;
        events.end(isCancelled ? RunEvent.Outcome.CANCELLED : unlessCancelled, cause);
    }

    /** Takes an answer to the chunk; what was not done of it is to be done again, if anything is returned. */
    @Nullable
    Chunk answered(Chunk chunk, ChunkAnswer answer) {
        sizes.measured(answer.done(), answer.nanos());
        window.hold(answer.bytes());
        for (TaskFailure failure : answer.failures()) {
            failed(chunk, failure);
        }
        boolean isDone;
        boolean isOpen;
        synchronized (this) {
            if (!ended && answer.done() > 0) {
                results.put(new Piece(chunk.first(), answer.values(), answer.failures(), answer.bytes()));
            }
            answered += answer.done();
            isDone = endIfDone();
            isOpen = !ended && answer.done() < chunk.size();
        }
        if (isDone) {
            over(results::end);
        }
        return isOpen ? chunk.from(answer.done()) : null;
    }

    private void failed(Chunk chunk, TaskFailure failure) {
        long index = chunk.first() + failure.offset();
        Object item = chunk.items().get(failure.offset());
        synchronized (this) {
            failed++;
            if (failed == 1 && !(options.onError() instanceof OnError.Stop)) {
                LOG.warn(
                        "task {} of {} failed, further failures are counted", index, shortForm(item), failure.thrown());
            }
        }
        if (options.onError() instanceof OnError.Stop) {
            fail(exception(index, item, failure));
        } else {
            errors.write(index, item, failure);
        }
    }

    private static ArrowShareException exception(long index, @Nullable Object item, TaskFailure failure) {
        String tries = failure.attempts() > 1 ? " in " + failure.attempts() + " attempts" : "";
        String what = failure.thrown() instanceof TimeoutException
                ? failure.thrown().getMessage()
                : "failed" + tries + ": " + failure.thrown();
        return new TaskFailedException("task " + index + " (" + shortForm(item) + ") " + what, index, failure.thrown());
    }

    /** Enough of an item to know it again. */
    static String shortForm(@Nullable Object item) {
        String text;
        try {
            text = String.valueOf(item);
        } catch (RuntimeException | StackOverflowError e) {
            text = item == null ? "null" : item.getClass().getName();
        }
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }

    /** Ends the job with this failure, unless it has ended. */
    void fail(ArrowShareException cause) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            failure = cause;
        }
        over(() -> results.fail(cause));
    }

    /** Ends the job: nobody wants what is left. */
    void cancel() {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            cancelled = true;
        }
        over(results::cancel);
    }

    /** Whether this was the last there was to do. */
    private boolean endIfDone() {
        boolean isDone = !ended && sourceEnded && answered == fed;
        ended |= isDone;
        return isDone;
    }

    private void over(Runnable tellTaker) {
        window.close();
        account.accept(this);
        tellTaker.run();
        List<Consumer<Job>> told;
        synchronized (this) {
            toldListeners = true;
            told = List.copyOf(listeners);
        }
        told.forEach(listener -> listener.accept(this));
    }

    synchronized boolean isEnded() {
        return ended;
    }

    /** The next results, waited for; null after the last. What is taken makes room for more. */
    public @Nullable Piece take() throws InterruptedException {
        return results.take();
    }

    /** The next results if there are some now; else null. */
    @Nullable
    Piece takeNow() {
        return results.takeNow();
    }

    boolean isExhausted() {
        return results.isExhausted();
    }

    /** Results of so many tasks, and bytes, have been used. */
    public void used(int tasks, long bytes) {
        window.leave(tasks, bytes);
    }

    /** Tasks that are under way or whose results wait. */
    public int pending() {
        return window.inside();
    }

    synchronized long tasksAnswered() {
        return answered;
    }

    long nanos() {
        return System.nanoTime() - begun;
    }
}
