package dev.arrowshare.benchmarks;

import dev.arrowshare.dataset.Pipeline;
import dev.arrowshare.dataset.SharedDataset;
import dev.arrowshare.dataset.Workers;
import java.util.concurrent.atomic.LongAdder;

/**
 * A batch sent to a worker process and answered: {@code Dispatch BATCHES}, one process, a function that returns its input.
 *
 * <p>Timed: two runs, over that many batches and over a hundred, each from the call of the verb to its end; the answer is their
 * difference, so that starting and ending the worker are out of it. Divide by {@link #batches} less a hundred.
 */
final class Dispatch implements Contestant {
    private static final int FEW = 100;

    private final int batches;
    private final boolean isHeard;
    private final LongAdder events = new LongAdder();
    private final SharedDataset few = TinyBatches.of(FEW);
    private final SharedDataset many;

    private Dispatch(int batches, boolean isHeard) {
        this.batches = batches;
        this.isHeard = isHeard;
        this.many = TinyBatches.of(batches);
    }

    @Override
    public long nanos() {
        return nanos(many) - nanos(few);
    }

    private long nanos(SharedDataset data) {
        long begin = System.nanoTime();
        Pipeline same = data.mapBatches(batch -> batch).workers(Workers.processes(1));
        (isHeard ? same.onEvent(event -> events.increment()) : same).forEach(batch -> {});
        return System.nanoTime() - begin;
    }

    /** Every batch came back, in order. */
    @Override
    public String gate() {
        Checksums sent = new Checksums();
        Checksums answered = new Checksums();
        many.pipeline().workers(Workers.inline()).forEach(sent::add);
        many.mapBatches(batch -> batch).workers(Workers.processes(1)).forEach(answered::add);
        if (!sent.toString().equals(answered.toString())) {
            throw new IllegalStateException("sent " + sent + ", answered " + answered);
        }
        return "batches=" + batches;
    }

    @Override
    public void close() {
        few.close();
        many.close();
    }

    public static void main(String[] arguments) throws Exception {
        new Dispatch(Integer.parseInt(arguments[0]), arguments.length > 1).serve();
    }
}
