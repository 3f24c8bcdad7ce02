package dev.arrowshare.dataset.pool;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** No more tasks are inside of a window than it has room for, and who waits for room hears of it. */
public final class WindowStress {
    private static final int ROOM = 2;

    private WindowStress() {}

    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "never too many, and all have left")
    @State
    public static class TwoEnter {
        private final Window window = new Window(ROOM, Long.MAX_VALUE);
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicInteger tooMany = new AtomicInteger();

        private void visit() {
            try {
                int entered = window.enter(ROOM);
                if (entered < 1 || inside.addAndGet(entered) > ROOM) {
                    tooMany.incrementAndGet();
                }
                inside.addAndGet(-entered);
                window.leave(entered, 0);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Actor
        public void one() {
            visit();
        }

        @Actor
        public void other() {
            visit();
        }

        @Arbiter
        public void end(II_Result result) {
            result.r1 = tooMany.get();
            result.r2 = window.inside();
        }
    }

    @JCStressTest(Mode.Termination)
    @Outcome(id = "TERMINATED", expect = Expect.ACCEPTABLE, desc = "who waited entered")
    @Outcome(id = "STALE", expect = Expect.FORBIDDEN, desc = "who waited was not told")
    @State
    public static class OneWaitsForTheOtherToLeave {
        private final Window window = new Window(1, Long.MAX_VALUE);

        public OneWaitsForTheOtherToLeave() {
            try {
                window.enter(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Actor
        public void waiting() throws InterruptedException {
            window.enter(1);
        }

        @Signal
        public void leaving() {
            window.leave(1, 0);
        }
    }

    @JCStressTest(Mode.Termination)
    @Outcome(id = "TERMINATED", expect = Expect.ACCEPTABLE, desc = "who waited was let go")
    @Outcome(id = "STALE", expect = Expect.FORBIDDEN, desc = "who waited was not told")
    @State
    public static class OneWaitsWhenItIsClosed {
        private final Window window = new Window(1, 10);

        public OneWaitsWhenItIsClosed() {
            window.hold(10);
        }

        @Actor
        public void waiting() throws InterruptedException {
            window.enter(1);
        }

        @Signal
        public void closing() {
            window.close();
        }
    }
}
