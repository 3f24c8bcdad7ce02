package dev.arrowshare.benchmarks;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.dataset.BatchMapper;
import dev.arrowshare.dataset.SharedDataset;
import dev.arrowshare.dataset.Workers;
import dev.arrowshare.memory.Allocators;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.vector.BigIntVector;

/**
 * A worker process that is killed in the middle of its task: {@code WorkerDeath}.
 *
 * <p>Timed: from the kill until the run says what the worker died of, which it does before it starts another one in its place.
 */
final class WorkerDeath implements Contestant {
    private static final int ROWS = 1_000;

    private final Path folder;
    private final SharedDataset rows;
    private int round;

    private WorkerDeath() throws IOException {
        this.folder = Files.createTempDirectory("worker-death");
        try (Batch batch = batch()) {
            this.rows = SharedDataset.fromBatches(batch);
        }
    }

    private static Batch batch() {
        BigIntVector ids = new BigIntVector("id", Allocators.root());
        ids.allocateNew(ROWS);
        for (int row = 0; row < ROWS; row++) {
            ids.set(row, row);
        }
        ids.setValueCount(ROWS);
        return Batch.of(ROWS, ids);
    }

    /** Says who it is, and waits for its end; whoever comes after it does nothing. */
    record Victim(Path note) implements BatchMapper {
        @Override
        public Batch map(Batch batch) throws IOException, InterruptedException {
            if (!Files.exists(note)) {
                Path half = note.resolveSibling(note.getFileName() + ".half");
                Files.writeString(half, Long.toString(ProcessHandle.current().pid()));
                Files.move(half, note);
                Thread.sleep(60_000);
            }
            return batch;
        }
    }

    @Override
    public long nanos() throws IOException, InterruptedException {
        Path note = folder.resolve(Integer.toString(round++));
        AtomicLong killed = new AtomicLong();
        AtomicLong noticed = new AtomicLong();
        Thread killer = new Thread(() -> kill(note, killed));
        killer.start();
        long count = rows.mapBatches(new Victim(note))
                .workers(Workers.processes(1))
                .onWarning(death -> noticed.compareAndSet(0, System.nanoTime()))
                .count();
        killer.join();
        if (count != ROWS) {
            throw new IllegalStateException(count + " rows of " + ROWS);
        }
        return noticed.get() - killed.get();
    }

    private static void kill(Path note, AtomicLong killed) {
        try {
            while (!Files.exists(note)) {
                Thread.sleep(1);
            }
            long pid = Long.parseLong(Files.readString(note));
            killed.set(System.nanoTime());
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The rows that come out though a worker dies. */
    @Override
    public String gate() throws IOException, InterruptedException {
        return nanos() > 0 ? ROWS + " rows" : "never noticed";
    }

    @Override
    public void close() {
        rows.close();
    }

    public static void main(String[] arguments) throws Exception {
        new WorkerDeath().serve();
    }
}
