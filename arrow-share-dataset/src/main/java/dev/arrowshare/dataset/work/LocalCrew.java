package dev.arrowshare.dataset.work;

import dev.arrowshare.dataset.share.MappedInput;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.schema.SchemaFields;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Workers of this process, which share its mapping: each is whatever thread calls {@link #receive} for it. */
final class LocalCrew implements WorkerCrew {
    private final int size;
    private final Optional<MappedInput> mapping;
    private final BlockReader reader;
    private final AtomicReferenceArray<Task> sent;
    private final AtomicReferenceArray<Thread> threads;
    private final List<TaskClock> clocks;
    private List<TaskRunner> runners = List.of();
    private Duration start = Duration.ZERO;

    /**
     * @param mapping where the blocks are mapped, if they are
     * @param reader how the workers get at them
     */
    LocalCrew(int size, Optional<MappedInput> mapping, BlockReader reader) {
        this.size = size;
        this.mapping = mapping;
        this.reader = reader;
        this.sent = new AtomicReferenceArray<>(size);
        this.threads = new AtomicReferenceArray<>(size);
        this.clocks = Stream.generate(TaskClock::new).limit(size).toList();
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void start(RunPlan plan, SchemaAgreement agreement) {
        long begun = System.nanoTime();
        runners = IntStream.range(0, size)
                .mapToObj(worker ->
                        new TaskRunner(plan, reader, pausing(clocks.get(worker), agreement), Allocators.root()))
                .toList();
        start = Duration.ofNanos(System.nanoTime() - begun);
    }

    /** Who waits for the first result is not slow. */
    private static SchemaAgreement pausing(TaskClock clock, SchemaAgreement agreement) {
        return new SchemaAgreement() {
            @Override
            public void note(FailureNote failure) {
                agreement.note(failure);
            }

            @Override
            public void settle(int task, @Nullable BatchLayout layout) {
                agreement.settle(task, layout);
            }

            @Override
            public SchemaFields await() {
                return clock.paused(agreement::await);
            }
        };
    }

    /** The calling thread is the worker. */
    @Override
    public int tasksAtOnce() {
        return 1;
    }

    @Override
    public void send(int worker, Task task) {
        sent.set(worker, task);
    }

    @Override
    public Answer receive(int worker) {
        Task task = Objects.requireNonNull(sent.getAndSet(worker, null), "no task was sent");
        threads.set(worker, Thread.currentThread());
        clocks.get(worker).begin(task);
        try {
            return runners.get(worker).run(task);
        } finally {
            clocks.get(worker).end();
        }
    }

    @Override
    public TaskClock clock(int worker) {
        return clocks.get(worker);
    }

    @Override
    public String stacks(int worker) {
        Thread thread = threads.get(worker);
        return thread == null ? "    nowhere: it has not begun" : Stacks.of(thread);
    }

    @Override
    public void expire(int worker, Stint stint, Duration limit) {
        runners.get(worker)
                .expire((Task) stint.what(), RunWatch.taskTimeout(stint, limit, "worker " + worker, stacks(worker)));
    }

    /** A thread cannot be replaced: what it holds would stay held. */
    @Override
    public void replace(int worker, Stint stint) {}

    /** What it holds is not its own. */
    @Override
    public void sample(int worker) {}

    @Override
    public void cancel() {
        runners.forEach(TaskRunner::cancel);
    }

    @Override
    public void leave(int worker) {
        runners.get(worker).close();
    }

    @Override
    public CrewReport finish() {
        long dirty = mapping.map(MappedInput::dirtyBytes).orElse(0L);
        WrittenColumns columns = dirty > 0 ? mapping.map(this::written).orElseThrow() : WrittenColumns.NONE;
        return new CrewReport(start, dirty, columns, Optional.empty());
    }

    private WrittenColumns written(MappedInput mapped) {
        return WrittenColumns.in(
                mapped,
                runners.stream().flatMap(runner -> runner.done().stream()).toList());
    }

    /** The runners were closed by their own threads. */
    @Override
    public void close() {}
}
