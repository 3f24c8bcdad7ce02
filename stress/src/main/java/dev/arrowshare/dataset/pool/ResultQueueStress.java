package dev.arrowshare.dataset.pool;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** Every result is handed over once, in order, and who waits for one hears of it and of the end. */
public final class ResultQueueStress {
    private static final int NONE = -1;

    private ResultQueueStress() {}

    private static Job.Piece piece(long index) {
        return new Job.Piece(index, List.of(index), List.of(), 0);
    }

    private static int index(Job.@Nullable Piece piece) {
        return piece == null ? NONE : (int) piece.first();
    }

    @JCStressTest
    @Outcome(id = "0, 1, -1", expect = Expect.ACCEPTABLE, desc = "in order, once each")
    @State
    public static class TwoPutInAnyOrder {
        private final ResultQueue queue = new ResultQueue(Job.Order.INPUT);

        @Actor
        public void late() {
            queue.put(piece(1));
        }

        @Actor
        public void early() {
            queue.put(piece(0));
        }

        @Arbiter
        public void end(III_Result result) {
            result.r1 = index(queue.takeNow());
            result.r2 = index(queue.takeNow());
            result.r3 = index(queue.takeNow());
        }
    }

    @JCStressTest
    @Outcome(
            id = {"0, 1", "1, 0"},
            expect = Expect.ACCEPTABLE,
            desc = "one each")
    @State
    public static class TwoTake {
        private final ResultQueue queue = new ResultQueue(Job.Order.COMPLETION);

        public TwoTake() {
            queue.put(piece(0));
            queue.put(piece(1));
        }

        @Actor
        public void one(II_Result result) {
            result.r1 = index(queue.takeNow());
        }

        @Actor
        public void other(II_Result result) {
            result.r2 = index(queue.takeNow());
        }
    }

    @JCStressTest(Mode.Termination)
    @Outcome(id = "TERMINATED", expect = Expect.ACCEPTABLE, desc = "who waited got it")
    @Outcome(id = "STALE", expect = Expect.FORBIDDEN, desc = "who waited was not told")
    @State
    public static class OneWaitsForTheFirst {
        private final ResultQueue queue = new ResultQueue(Job.Order.INPUT);

        public OneWaitsForTheFirst() {
            queue.put(piece(1));
        }

        @Actor
        public void waiting() throws InterruptedException {
            queue.take();
        }

        @Signal
        public void putting() {
            queue.put(piece(0));
        }
    }

    @JCStressTest(Mode.Termination)
    @Outcome(id = "TERMINATED", expect = Expect.ACCEPTABLE, desc = "who waited heard of the end")
    @Outcome(id = "STALE", expect = Expect.FORBIDDEN, desc = "who waited was not told")
    @State
    public static class OneWaitsAtTheEnd {
        private final ResultQueue queue = new ResultQueue(Job.Order.INPUT);

        @Actor
        public void waiting() throws InterruptedException {
            queue.take();
        }

        @Signal
        public void ending() {
            queue.end();
        }
    }
}
