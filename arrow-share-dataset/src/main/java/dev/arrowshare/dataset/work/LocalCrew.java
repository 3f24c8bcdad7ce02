package dev.arrowshare.dataset.work;

import dev.arrowshare.dataset.event.RunEvents;
import dev.arrowshare.dataset.event.WorkerEvents;
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
    private final List<WorkerEvents> events;
    private List<TaskRunner> runners = List.of();
    private Duration start = Duration.ZERO;

    /**
     * @param mapping where the blocks are mapped, if they are
     * @param reader how the workers get at them
     * @param events told what happens to workers and tasks
     */
    LocalCrew(int size, Optional<MappedInput> mapping, BlockReader reader, RunEvents events) {
        this.size = size;
        this.mapping = mapping;
        this.reader = reader;
        this.sent = new AtomicReferenceArray<>(size);
        this.threads = new AtomicReferenceArray<>(size);
        this.clocks = Stream.generate(TaskClock::new).limit(size).toList();
        this.events = IntStream.range(0, size).mapToObj(events::of).toList();
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void start(RunPlan plan, SchemaAgreement agreement) {
        long begun = System.nanoTime();
        events.forEach(WorkerEvents::started);
        runners = IntStream.range(0, size)
                .mapToObj(worker -> new TaskRunner(plan, reader, agreement(worker, agreement), Allocators.root()))
                .toList();
        long took = System.nanoTime() - begun;
        start = Duration.ofNanos(took);
        events.forEach(worker -> worker.ready(0, 0, took));
    }

    /** Who waits for the first result is not slow. */
    private SchemaAgreement agreement(int worker, SchemaAgreement agreement) {
        TaskClock clock = clocks.get(worker);
        return new SchemaAgreement() {
            @Override
            public void note(FailureNote failure) {
                Stint stint = clock.stint();
                if (stint != null) {
                    TaskWords.failed(events.get(worker), (Task) stint.what(), failure);
                }
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
        TaskWords.started(events.get(worker), task);
        try {
            Answer answer = runners.get(worker).run(task);
            TaskWords.ended(events.get(worker), task, answer);
            return answer;
        } catch (RuntimeException | Error e) {
            TaskWords.failed(events.get(worker), task, e);
            throw e;
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

    /** As above. */
    @Override
    public void sayMemory(int worker) {}

    @Override
    public void cancel() {
        runners.forEach(TaskRunner::cancel);
    }

    @Override
    public void leave(int worker) {
        events.get(worker).ended();
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
