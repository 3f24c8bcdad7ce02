package dev.arrowshare.dataset.work;

import dev.arrowshare.dataset.InMemoryClasses;
import dev.arrowshare.dataset.event.RunEvents;
import dev.arrowshare.dataset.event.WorkerEvents;
import dev.arrowshare.dataset.share.MappedInput;
import dev.arrowshare.dataset.share.Travel;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.MapperException;
import dev.arrowshare.ipc.publish.RunFolder;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.publish.WriteFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Workers in processes of their own, each a JVM of the same home as this one. Tasks and answers are a few dozen bytes each; rows stay where
 * they are, in the mapped input and in result segments.
 *
 * <p>Every worker ends when it is told, when its socket closes, and within a second of this process's end. Nothing stays in the folder of
 * the run.
 */
final class ProcessCrew implements WorkerCrew {
    /** How long a worker may take to obey before it is killed. */
    private static final long GRACE_MILLIS = 1_000;

    private static final int TASKS_AT_ONCE = 32;

    private final int count;
    private final RunRules rules;
    private final RunEvents events;
    private final List<WorkerSeat> seats = new ArrayList<>();
    private final Map<Integer, WorkerProcess> hired = new ConcurrentHashMap<>();
    private final AtomicLong readyNanos = new AtomicLong();
    private final Thread atExit = new Thread(this::close, "arrow-share crew");
    private long startNanos;
    private volatile boolean cancelled;
    private @Nullable RunFolder folder;
    private @Nullable Doorway doorway;
    private @Nullable MappedInput input;
    private @Nullable Hiring hiring;
    private MappingShare before = MappingShare.UNKNOWN;
    private boolean closed;

    ProcessCrew(int count, RunRules rules, RunEvents events) {
        this.count = count;
        this.rules = rules;
        this.events = events;
    }

    @Override
    public int size() {
        return count;
    }

    @Override
    public void start(RunPlan plan, SchemaAgreement agreement) {
        startNanos = System.nanoTime();
        Travel.Packed packed = pack(plan);
        ClassCargo cargo = ClassCargo.of(packed.classes());
        try {
            Runtime.getRuntime().addShutdownHook(atExit);
            launch(plan, agreement, packed, cargo);
        } catch (IOException e) {
            ArrowShareException failure = cannotStart(e);
            close();
            throw failure;
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Looks at the folder before it is deleted. */
    private ArrowShareException cannotStart(IOException cause) {
        return WriteFailure.isFullDisk(cause)
                ? FullDisk.failure(RunFolder.home(), "the command of the workers", WorkerCommand.MOST_BYTES, cause)
                : new ArrowShareException("cannot start " + count + " worker processes: " + cause.getMessage(), cause);
    }

    /** Refuses a function under its own name, rather than as a part of the plan. */
    private static Travel.Packed pack(RunPlan plan) {
        try {
            return Travel.pack(plan);
        } catch (MapperException e) {
            plan.steps().stream().flatMap(ProcessCrew::functions).forEach(Travel::pack);
            throw e;
        }
    }

    private static Stream<Object> functions(Step step) {
        if (step instanceof Step.Map map) {
            return Stream.of(map.mapper());
        }
        return step instanceof Step.MapWith<?> with ? Stream.of(with.factory(), with.mapper()) : Stream.of();
    }

    private void launch(RunPlan plan, SchemaAgreement agreement, Travel.Packed packed, ClassCargo cargo)
            throws IOException {
        RunFolder run = RunFolder.create();
        folder = run;
        MappedInput mapped = MappedInput.open(plan.file());
        mapped.keepMapped(plan.memory().mappedBytes());
        input = mapped;
        Optional<ClassDataArchive> archive = ClassDataArchive.in(RunFolder.home());
        Optional<Path> made = archive.flatMap(ClassDataArchive::made);
        Token token = Token.random();
        Hiring hires = new Hiring(
                new WorkerCommand(run.path(), count, cargo.files(), made),
                run.path(),
                token,
                mapped,
                agreement,
                loader(packed));
        hiring = hires;
        for (int i = 0; i < count; i++) {
            seats.add(new WorkerSeat(this::hire, () -> cancelled, rules, events.of(i)));
        }
        // They listen to nothing before their greeting, so that what else is to be made is made while their JVMs start.
        doorway = new Doorway(
                Greeting.socket(run.path()), token, (worker, channel) -> admit(worker, channel, packed, cargo));
        for (WorkerProcess process : hired.values()) {
            process.greet(hires.greeting(process.number()));
        }
        before = ownShare();
        if (made.isEmpty()) {
            archive.ifPresent(ClassDataArchive::makeInBackground);
        }
    }

    /**
     * What it takes to start a worker of this run.
     *
     * @param loader of the classes of the user's exceptions
     */
    private record Hiring(
            WorkerCommand command,
            Path folder,
            Token token,
            MappedInput input,
            SchemaAgreement agreement,
            ClassLoader loader) {
        Greeting greeting(int number) {
            return new Greeting(token, number, folder);
        }
    }

    /** The first workers, and those that come in the place of dead ones: each has a number of its own. */
    private synchronized WorkerDesk hire(TaskClock clock, WorkerEvents worker) {
        if (cancelled || hiring == null) {
            throw new CancelledRunException();
        }
        Hiring how = hiring;
        int number = hired.size();
        try {
            long begun = System.nanoTime();
            WorkerProcess process = new WorkerProcess(number, how.command().start(), begun, rules.startTimeout());
            hired.put(number, process);
            worker.started(process.pid());
            if (doorway != null) {
                greet(process, how);
            }
            AnswerReader answers = new AnswerReader(how.input(), how.folder(), number, Allocators.root());
            return new WorkerDesk(process, answers, how.agreement(), this::ready, clock, how.loader(), worker);
        } catch (IOException e) {
            throw cannotStart(e);
        }
    }

    private static void greet(WorkerProcess process, Hiring how) {
        try {
            process.greet(how.greeting(process.number()));
        } catch (IOException e) {
            // It died at once, as whoever waits for its first answer will hear.
            process.kill();
        }
    }

    private static ClassLoader loader(Travel.Packed packed) {
        return packed.classes().stream()
                .map(Class::getClassLoader)
                .filter(InMemoryClasses.class::isInstance)
                .findFirst()
                .orElse(ProcessCrew.class.getClassLoader());
    }

    private void ready() {
        readyNanos.compareAndSet(0, System.nanoTime());
    }

    private void admit(int worker, ControlChannel channel, Travel.Packed packed, ClassCargo cargo) {
        WorkerProcess process = Objects.requireNonNull(hired.get(worker), "no such worker");
        try {
            ByteBuffer to = channel.begin(Frame.PLAN, cargo.bytes() + Integer.BYTES + packed.bytes().length);
            cargo.put(to);
            Frame.put(to, packed.bytes());
            channel.end();
            channel.flush();
            process.connected(channel);
        } catch (IOException e) {
            // The worker died at once: its desk hears of that from the process.
            process.kill();
        }
    }

    @Override
    public int tasksAtOnce() {
        return TASKS_AT_ONCE;
    }

    @Override
    public void send(int worker, Task task) {
        if (cancelled) {
            throw new CancelledRunException();
        }
        talk(worker, seat -> {
            seat.send(task);
            return task;
        });
    }

    /** Also when cancelled: then the worker says so, and can be left in peace. */
    @Override
    public Answer receive(int worker) {
        return talk(worker, WorkerSeat::receive);
    }

    /** What a worker says when it is to end is no failure. */
    private <T> T talk(int worker, Function<WorkerSeat, T> words) {
        try {
            return words.apply(seats.get(worker));
        } catch (ArrowShareException e) {
            throw cancelled ? new CancelledRunException() : e;
        }
    }

    @Override
    public void cancel() {
        if (!cancelled) {
            cancelled = true;
            seats.forEach(seat -> seat.desk().process().cancel());
            Thread killer = new Thread(this::killBusy, "arrow-share cancel");
            killer.setDaemon(true);
            killer.start();
        }
    }

    private void killBusy() {
        try {
            Thread.sleep(GRACE_MILLIS);
            seats.stream()
                    .map(WorkerSeat::desk)
                    .filter(WorkerDesk::isBusy)
                    .forEach(desk -> desk.process().kill());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void kill() {
        seats.forEach(seat -> seat.desk().process().kill());
    }

    @Override
    public TaskClock clock(int worker) {
        return seats.get(worker).clock();
    }

    @Override
    public String stacks(int worker) {
        return seats.get(worker).desk().process().stacks();
    }

    @Override
    public void expire(int worker, Stint stint, Duration limit) {
        seats.get(worker).expire(stint, limit);
    }

    @Override
    public void replace(int worker, Stint stint) {
        seats.get(worker).replaceHanging(stint);
    }

    @Override
    public void sample(int worker) {
        seats.get(worker).desk().process().sample();
    }

    @Override
    public void sayMemory(int worker) {
        seats.get(worker).desk().process().sayMemory(events.of(worker));
    }

    @Override
    public CrewReport finish() {
        List<WorkerFigures> figures = new ArrayList<>();
        seats.forEach(WorkerSeat::askToFinish);
        for (WorkerSeat seat : seats) {
            figures.add(seat.finish());
        }
        long dirty = figures.stream().mapToLong(WorkerFigures::dirtyBytes).sum();
        WrittenColumns written =
                figures.stream().map(WorkerFigures::written).reduce(WrittenColumns.NONE, WrittenColumns::plus);
        Duration start = Duration.ofNanos(Math.max(0, readyNanos.get() - startNanos));
        return new CrewReport(start, dirty, written, sharing(figures));
    }

    private Optional<Sharing> sharing(List<WorkerFigures> figures) {
        List<MappingShare> workers = figures.stream().map(WorkerFigures::share).toList();
        return MappingShare.isKnown() ? Optional.of(Sharing.of(workers, before, ownShare())) : Optional.empty();
    }

    /** Of this process, in all of its mappings of the input. */
    private MappingShare ownShare() {
        try {
            return input == null ? MappingShare.UNKNOWN : MappingShare.of(input.path());
        } catch (IOException e) {
            throw new ArrowShareException("cannot measure what was shared: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        cancelled = true;
        seats.forEach(seat -> seat.desk().leave());
        seats.forEach(seat -> seat.desk().end(GRACE_MILLIS));
        hired.values().stream().filter(WorkerProcess::isAlive).forEach(WorkerProcess::kill);
        closeFiles();
        if (hired.size() > seats.size()) {
            // A worker that dies leaves its temporary files.
            RunFolder.reap();
        }
        if (Thread.currentThread() != atExit) {
            forgetExit();
        }
    }

    private void closeFiles() {
        try {
            closeDoorway();
        } finally {
            closeFolder();
        }
    }

    private void closeDoorway() {
        try {
            if (doorway != null) {
                doorway.close();
            }
        } catch (IOException e) {
            throw new ArrowShareException("cannot close the socket of a run: " + e.getMessage(), e);
        }
    }

    private void closeFolder() {
        try {
            if (input != null) {
                input.close();
            }
        } finally {
            if (folder != null) {
                folder.close();
            }
        }
    }

    private void forgetExit() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is ending: the hook runs, and finds nothing to do.
        }
    }
}
