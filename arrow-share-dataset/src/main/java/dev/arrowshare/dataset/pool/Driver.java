package dev.arrowshare.dataset.pool;

import dev.arrowshare.dataset.OnError;
import dev.arrowshare.dataset.event.RunEvent;
import dev.arrowshare.dataset.event.WorkerEvents;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.WorkerFailedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a worker: takes chunks for it, brings its answers to their jobs, and has it replaced when it dies or has lived long
 * enough.
 */
final class Driver implements Runnable {
    /** Of short chunks so many are sent ahead as the worker does in that time. */
    private static final long AHEAD_NANOS = 2_000_000;

    private final int number;
    private final Lane lane;
    private final Scheduler scheduler;
    private final PoolEngine engine;
    private final long lifespan;
    private final Set<Chunk> inFlight = new LinkedHashSet<>();
    private final Thread thread;
    private final WorkerEvents events;
    private boolean abandoned;
    private volatile boolean ready;
    private long chunkNanos = AHEAD_NANOS;
    private volatile long answeredAt;
    private volatile boolean isKilledForHanging;
    private long tasksOfWorker;
    private @Nullable Chunk newest;

    Driver(int number, Lane lane, Scheduler scheduler, PoolEngine engine, WorkerEvents events) {
        this.number = number;
        this.events = events;
        this.lane = lane;
        this.scheduler = scheduler;
        this.engine = engine;
        this.lifespan = engine.options().lifespan().orElse(Long.MAX_VALUE);
        this.thread = new Thread(this, "arrow-share-pool-" + engine.number() + "-worker-" + number);
        thread.setDaemon(true);
    }

    void begin() {
        thread.start();
    }

    int number() {
        return number;
    }

    /** Whether its first worker has begun, {@code onStart} included, or is given up. */
    boolean isReady() {
        return ready || isAbandoned();
    }

    @Override
    public void run() {
        try {
            lane.start(events);
            ready = true;
            while (work()) {}
            stop();
        } catch (ArrowShareException e) {
            sayDied(e);
            engine.failed(this, e);
        } catch (RuntimeException | Error e) {
            // A driver that ends unseen would leave its callers waiting for ever.
            sayDied(e);
            engine.failed(this, new ArrowShareException(this + " could not go on: " + e, e));
        } finally {
            engine.ended(this);
        }
    }

    private void stop() {
        if (!isAbandoned()) {
            engine.stopped(lane.stop());
            events.ended();
        }
    }

    /** Of one that was given up that has been said, and another has its number. */
    private void sayDied(Throwable cause) {
        if (!isAbandoned()) {
            events.died(String.valueOf(cause.getMessage()), Optional.empty());
        }
    }

    /** One answer; false when there is nothing more to do. */
    private boolean work() {
        try {
            if (!fill()) {
                return false;
            }
            if (inFlightCount() > 0) {
                receive();
            }
        } catch (InterruptedException e) {
            // A function that had this thread at hand may interrupt it later: that is no business of the pool.
            return !isAbandoned();
        } catch (WorkerFailedException e) {
            if (isAbandoned()) {
                return false;
            }
            died(e);
        }
        return !isAbandoned();
    }

    private boolean fill() throws InterruptedException {
        if (inFlightCount() == 0) {
            replaceIfOld();
            Chunk chunk = scheduler.take(number);
            if (chunk == null) {
                return false;
            }
            answeredAt = System.nanoTime();
            send(chunk);
        }
        if (returnsFutures(newest()) || inFlightCount() <= atOnce() / 2) {
            for (Chunk more = another(); more != null; more = another()) {
                send(more);
            }
        }
        return true;
    }

    /** The next one, if the worker may have it beside what it has. */
    private @Nullable Chunk another() {
        if (inFlightCount() >= atOnce() || tasksOfWorker >= lifespan) {
            return null;
        }
        Chunk chunk = scheduler.poll(number);
        if (chunk != null && mustBeAlone(chunk)) {
            scheduler.putBack(List.of(chunk));
            return null;
        }
        return chunk;
    }

    /** What it was sent last; null when it has nothing. */
    private synchronized @Nullable Chunk newest() {
        newest = inFlight.isEmpty() ? null : newest;
        return newest;
    }

    private static boolean returnsFutures(@Nullable Chunk chunk) {
        return chunk != null && chunk.job().isAsync();
    }

    /** Whether a worker died over it, and another death would not say over which of several. */
    private boolean mustBeAlone(Chunk chunk) {
        return chunk.deaths() > 0 && runsBesideOthers(chunk);
    }

    private boolean runsBesideOthers(Chunk chunk) {
        return returnsFutures(chunk) || lane.threads() > 1;
    }

    private int atOnce() {
        Chunk last = newest();
        if (last != null && mustBeAlone(last)) {
            return 1;
        }
        if (last != null && returnsFutures(last)) {
            return hasFutures(last) ? 0 : Integer.MAX_VALUE;
        }
        if (last != null && last.job().isWeighted()) {
            return lane.threads();
        }
        long whatFits = AHEAD_NANOS / Math.max(1, chunkNanos);
        int prefetch = oldestPrefetch() * lane.threads();
        return (int) Math.min(lane.atOnce(), Math.max(prefetch, whatFits));
    }

    /** Whether it has all the tasks that may be under way, and the usual chunks ahead of them. */
    private synchronized boolean hasFutures(Chunk last) {
        long atOnce = (long) last.job().options.inFlight() * lane.threads();
        long ahead = (long) last.job().options.prefetch() * last.size();
        return inFlight.stream().mapToLong(Chunk::size).sum() >= atOnce + ahead;
    }

    private synchronized int oldestPrefetch() {
        return inFlight.isEmpty() ? 1 : inFlight.iterator().next().job().options.prefetch();
    }

    private void send(Chunk chunk) {
        if (chunk.job().isEnded()) {
            return;
        }
        boolean isBegun;
        synchronized (this) {
            inFlight.add(chunk);
            newest = chunk;
            isBegun = inFlight.size() <= lane.threads();
        }
        try {
            lane.send(chunk);
            if (isBegun) {
                sayBegun(chunk);
            }
        } catch (CannotTravelException e) {
            claim(chunk);
            cannotTravel(chunk, e.reason());
        }
    }

    private void sayBegun(Chunk chunk) {
        chunk.job().events.taskStarted(number, chunk.first(), chunk.size(), 0);
    }

    /** A worker does as many as it has threads, the oldest; one that was sent ahead begins when one before it is answered. */
    private void sayNextBegun() {
        Chunk next = inFlight(lane.threads() - 1);
        if (next != null) {
            sayBegun(next);
        }
    }

    private synchronized @Nullable Chunk inFlight(int place) {
        if (place >= inFlight.size()) {
            return null;
        }
        Iterator<Chunk> each = inFlight.iterator();
        for (int i = 0; i < place; i++) {
            each.next();
        }
        return each.next();
    }

    /** Each item on its own: the one that cannot is the failure of its task. */
    private void cannotTravel(Chunk chunk, ArrowShareException reason) {
        if (chunk.size() > 1) {
            scheduler.putBack(reversed(chunk.singles(chunk.deaths())));
            return;
        }
        deliver(chunk, failed(chunk, new TaskFailure(0, reason, 1)), 0);
    }

    /** The answer to a chunk of one task that has failed without having been done. */
    private static ChunkAnswer failed(Chunk single, TaskFailure failure) {
        boolean stop = single.job().options.onError() instanceof OnError.Stop;
        ChunkAnswer.End end = stop ? ChunkAnswer.End.STOPPED : ChunkAnswer.End.DONE;
        return new ChunkAnswer(Collections.singletonList(null), List.of(failure), 0, 0, 0, end);
    }

    private void receive() {
        Lane.Received received = lane.receive();
        if (!claim(received.chunk())) {
            return;
        }
        measure();
        tasksOfWorker += received.answer().done();
        deliver(received.chunk(), received.answer(), received.readNanos());
        sayNextBegun();
    }

    private void measure() {
        long now = System.nanoTime();
        chunkNanos = Math.max(1, (3 * chunkNanos + now - answeredAt) / 4);
        answeredAt = now;
    }

    private void deliver(Chunk chunk, ChunkAnswer answer, long readNanos) {
        chunk.job().say(number, chunk, answer, readNanos);
        take(chunk, answer);
    }

    private void take(Chunk chunk, ChunkAnswer answer) {
        try {
            Chunk rest = chunk.job().answered(chunk, answer);
            if (rest != null) {
                scheduler.putBack(List.of(rest));
            }
        } catch (ArrowShareException e) {
            chunk.job().fail(e);
        }
    }

    /** Whether the chunk was still this driver's to answer. */
    private synchronized boolean claim(Chunk chunk) {
        return inFlight.remove(chunk);
    }

    private synchronized int inFlightCount() {
        return inFlight.size();
    }

    private synchronized List<Chunk> claimAll() {
        List<Chunk> all = new ArrayList<>(inFlight);
        inFlight.clear();
        return all;
    }

    private void replaceIfOld() {
        if (tasksOfWorker >= lifespan) {
            tasksOfWorker = 0;
            engine.stopped(lane.stop());
            events.ended();
            events.replaced(RunEvent.Why.LIFESPAN);
            lane.start(events);
        }
    }

    /** What the worker had is done by others or by its replacement, but for a task that has taken too many with it. */
    private void died(WorkerFailedException death) {
        engine.workerDied(death);
        List<Chunk> lost = claimAll();
        List<Chunk> again = new ArrayList<>();
        for (int i = 0; i < lost.size(); i++) {
            boolean wasAtWork = i < lane.threads() || returnsFutures(lost.get(i));
            again.addAll(wasAtWork ? afterDeath(lost.get(i), death) : List.of(lost.get(i)));
        }
        sayLost(lost);
        events.died(String.valueOf(death.getMessage()), death.postMortem());
        scheduler.putBack(reversed(again));
        tasksOfWorker = 0;
        events.replaced(isKilledForHanging ? RunEvent.Why.STALLED : RunEvent.Why.DIED);
        isKilledForHanging = false;
        lane.start(events);
    }

    private static void sayLost(List<Chunk> chunks) {
        chunks.forEach(chunk -> chunk.job().events.taskLost(chunk.first()));
    }

    private List<Chunk> afterDeath(Chunk chunk, WorkerFailedException death) {
        int deaths = chunk.deaths() + 1;
        int most = chunk.job().options.deaths();
        if (chunk.size() > 1 || deaths < most) {
            return chunk.singles(deaths);
        }
        WorkerFailedException poison = new WorkerFailedException(
                "task " + chunk.first() + " is a poison task: " + deaths + (deaths == 1 ? " worker" : " workers")
                        + " died over it; the last: " + death.getMessage(),
                death);
        deliver(chunk, failed(chunk, new TaskFailure(0, poison, deaths)), 0);
        return List.of();
    }

    private static List<Chunk> reversed(List<Chunk> chunks) {
        List<Chunk> reversed = new ArrayList<>(chunks);
        Collections.reverse(reversed);
        return reversed;
    }

    void cancel(Job job) {
        lane.cancel(job);
    }

    /** Whether the driver still has a chunk of that job. */
    synchronized boolean has(Job job) {
        return inFlight.stream().anyMatch(chunk -> chunk.job() == job);
    }

    /** Gives up a worker that goes on beyond all limits; true if another must take its place. */
    boolean giveUpIfStuck(long graceNanos) {
        Lane.Stuck stuck = lane.watch(graceNanos);
        if (stuck == null || !claim(stuck.chunk())) {
            return false;
        }
        TaskFailure late = stuck.soFar().failures().get(0);
        Chunk chunk = stuck.chunk();
        List<Chunk> again = new ArrayList<>(chunk.singles(chunk.deaths()));
        Chunk failing = again.remove(late.offset());
        ChunkAnswer answer = failed(failing, new TaskFailure(0, late.thrown(), late.attempts()));
        sayLost(List.of(chunk));
        failing.job().say(number, failing, answer, 0);
        List<Chunk> others = abandon();
        take(failing, answer);
        again.addAll(others);
        scheduler.putBack(reversed(again));
        return true;
    }

    /** The worker is ended; what it had comes back. */
    List<Chunk> abandon() {
        synchronized (this) {
            abandoned = true;
        }
        lane.abandon();
        List<Chunk> all = claimAll();
        sayLost(all);
        events.died("was given up", Optional.empty());
        return all;
    }

    /** What the worker is at; null if it has nothing to do. */
    @Nullable
    Turn turn() {
        Chunk oldest = inFlight(0);
        return oldest == null ? null : new Turn(oldest, answeredAt);
    }

    String stacks() {
        return lane.stacks();
    }

    /** If it can be replaced. */
    void killForHanging() {
        isKilledForHanging = true;
        lane.kill();
    }

    void sayMemory() {
        lane.sayMemory(events);
    }

    synchronized boolean isAbandoned() {
        return abandoned;
    }

    @Override
    public String toString() {
        return lane.toString();
    }
}
