package dev.arrowshare.dataset.pool;

import dev.arrowshare.error.ArrowShareException;
import org.jspecify.annotations.Nullable;

/**
 * A job that has been started, for the one who takes its results. Where no worker is free to do it, who takes does it: with inline workers,
 * and in a run that a worker of the same process has started.
 */
public final class Run {
    private final Job job;
    private final @Nullable LocalLane here;
    private int underWay;

    Run(Job job, @Nullable LocalLane here) {
        this.job = job;
        this.here = here;
    }

    /** Whether it is done by the thread that takes its results. */
    public boolean isDoneByTaker() {
        return here != null;
    }

    /** The next results, waited for, or worked for; null after the last. */
    public Job.@Nullable Piece take() throws InterruptedException {
        try {
            Job.Piece piece = next();
            if (piece == null) {
                job.events.settle();
            }
            return piece;
        } catch (ArrowShareException e) {
            job.events.settle();
            throw e;
        }
    }

    private Job.@Nullable Piece next() throws InterruptedException {
        if (here == null) {
            return job.take();
        }
        Job.Piece piece = job.takeNow();
        while (piece == null && !job.isExhausted()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            work(here);
            piece = job.takeNow();
        }
        return piece;
    }

    private void work(LocalLane lane) throws InterruptedException {
        begin(lane);
        if (underWay > 0) {
            Lane.Received received = lane.receive();
            underWay -= received.chunk().size();
            job.say(lane.number(), received.chunk(), received.answer(), 0);
            Chunk rest = job.answered(received.chunk(), received.answer());
            if (rest != null) {
                throw new InterruptedException("a task of the calling thread was interrupted");
            }
        }
    }

    /** One chunk; of those whose function returns futures as many as may be under way. */
    private void begin(LocalLane lane) throws InterruptedException {
        boolean hasMore = true;
        while (hasMore && (underWay == 0 || mayBeginMore())) {
            Chunk chunk = job.feed(1);
            hasMore = chunk != null;
            if (chunk != null) {
                lane.send(chunk);
                underWay += chunk.size();
                job.events.taskStarted(lane.number(), chunk.first(), chunk.size(), 0);
            }
        }
    }

    private boolean mayBeginMore() {
        return job.isAsync() && underWay < job.options.inFlight() && job.hasRoom();
    }

    /** Results of so many tasks, and bytes, have been used. */
    public void used(int tasks, long bytes) {
        job.used(tasks, bytes);
    }

    /** Tasks under way, or whose results wait. */
    public int pending() {
        return job.pending();
    }

    /** Ends it: nobody wants what is left. */
    public void cancel() {
        job.cancel();
    }

    /** Calls when it has ended, or at once if it has; not on a thread that may wait. */
    public void whenEnded(Runnable listener) {
        job.onEnd(ended -> listener.run());
    }
}
