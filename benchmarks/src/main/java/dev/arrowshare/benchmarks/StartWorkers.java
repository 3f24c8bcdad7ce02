package dev.arrowshare.benchmarks;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.BatchMapper;
import dev.arrowshare.dataset.SharedDataset;
import dev.arrowshare.dataset.Workers;

/**
 * Until worker processes are ready: {@code StartWorkers WORKERS}.
 *
 * <p>Timed from the call of the verb until each of the workers has answered with a batch of the mapped file. The coordinator has done
 * a run of its own before, as a program that uses workers has loaded its classes before; ending the workers is not timed.
 */
final class StartWorkers implements Contestant {
    private final int workers;

    private StartWorkers(int workers) {
        this.workers = workers;
    }

    /** Gives the batch back when all workers have one. */
    record AllHere(Rendezvous rendezvous) implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws Exception {
            rendezvous.meet("ready");
            return batch;
        }
    }

    @Override
    public long nanos() throws Exception {
        Rendezvous rendezvous = Rendezvous.of(workers);
        try (SharedDataset data = TinyBatches.of(workers)) {
            data.mapBatches(batch -> batch).workers(Workers.inline()).forEach(batch -> {});
            long[] answered = new long[1];
            long begin = System.nanoTime();
            data.mapBatches(new AllHere(rendezvous))
                    .workers(Workers.processes(workers))
                    .forEach(batch -> answered[0] = System.nanoTime());
            return answered[0] - begin;
        } finally {
            rendezvous.delete();
        }
    }

    /** The rows that came back. */
    @Override
    public String gate() {
        try (SharedDataset data = TinyBatches.of(workers)) {
            return "rows="
                    + data.mapBatches(batch -> batch)
                            .workers(Workers.processes(workers))
                            .count();
        }
    }

    public static void main(String[] arguments) throws Exception {
        new StartWorkers(Integer.parseInt(arguments[0])).serve();
    }
}
