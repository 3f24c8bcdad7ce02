package dev.arrowshare.memory;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** A mapping goes when its last holder lets go of it: once, and not while anybody holds it. */
public final class CountedRegionStress {
    private CountedRegionStress() {}

    /** A region without memory, which counts how often it was let go. */
    static class Counted {
        final AtomicInteger freed = new AtomicInteger();
        final CountedRegion region =
                CountedRegion.of(64, 64, CountedRegion.Kind.MAPPED, Allocators.root(), freed::incrementAndGet);

        /** 0 if the region is gone; else 1, or 2 if it went while it was held. */
        int held() {
            try {
                region.retain();
            } catch (IllegalStateException e) {
                return 0;
            }
            int found = freed.get() == 0 ? 1 : 2;
            region.release();
            return found;
        }
    }

    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "one of the two was the last, and the region went once")
    @State
    public static class TwoLetGo extends Counted {
        private final AtomicInteger last = new AtomicInteger();

        public TwoLetGo() {
            region.retain();
        }

        @Actor
        public void one() {
            last.addAndGet(region.release() ? 1 : 0);
        }

        @Actor
        public void other() {
            last.addAndGet(region.release() ? 1 : 0);
        }

        @Arbiter
        public void end(II_Result result) {
            result.r1 = freed.get();
            result.r2 = last.get();
        }
    }

    @JCStressTest
    @Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "what is gone stays gone, and its count with it")
    @State
    public static class TwoComeTooLate extends Counted {
        public TwoComeTooLate() {
            region.release();
        }

        @Actor
        public void one(III_Result result) {
            result.r1 = held();
        }

        @Actor
        public void other(III_Result result) {
            result.r2 = held();
        }

        @Arbiter
        public void end(III_Result result) {
            result.r3 = region.getRefCount();
        }
    }

    @JCStressTest
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "it was gone already")
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "it was there as long as it was held, and went then")
    @State
    public static class OneTakesWhatTheOtherLetsGo extends Counted {
        @Actor
        public void one() {
            region.release();
        }

        @Actor
        public void other(II_Result result) {
            result.r1 = held();
        }

        @Arbiter
        public void end(II_Result result) {
            result.r2 = freed.get();
        }
    }
}
