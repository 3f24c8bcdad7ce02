package dev.arrowshare.dataset.work;

import dev.arrowshare.dataset.share.MappedInput;
import dev.arrowshare.memory.Allocators;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/** Workers of this process, which share its mapping: each is whatever thread calls {@link #receive} for it. */
final class LocalCrew implements WorkerCrew {
    private final int size;
    private final Optional<MappedInput> mapping;
    private final BlockReader reader;
    private final AtomicReferenceArray<Task> sent;
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
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void start(RunPlan plan, SchemaAgreement agreement) {
        long begun = System.nanoTime();
        runners = IntStream.range(0, size)
                .mapToObj(worker -> new TaskRunner(plan, reader, agreement, Allocators.root()))
                .toList();
        start = Duration.ofNanos(System.nanoTime() - begun);
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
        return runners.get(worker).run(task);
    }

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
