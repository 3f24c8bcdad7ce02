package dev.arrowshare.dataset.pool;

import dev.arrowshare.dataset.PoolOptions;
import dev.arrowshare.dataset.PoolStatistics;
import dev.arrowshare.dataset.PoolWorker;
import dev.arrowshare.dataset.TaskFunction;
import dev.arrowshare.dataset.TaskOptions;
import dev.arrowshare.dataset.Workers;
import dev.arrowshare.dataset.event.EventStream;
import dev.arrowshare.dataset.event.RunAdvice;
import dev.arrowshare.dataset.event.RunEvent;
import dev.arrowshare.dataset.event.RunEvents;
import dev.arrowshare.dataset.work.NamedFunction;
import dev.arrowshare.dataset.work.WorkerHouse;
import dev.arrowshare.dataset.work.WorkerJvm;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.ClosedException;
import dev.arrowshare.error.WorkerFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of a pool and the jobs that they work on.
 *
 * <p><b>Threads:</b> safe. Each worker has a thread here, and each job one that feeds it.
 *
 * <p><b>Ownership:</b> closing it cancels what goes on, stops the workers, and waits for them.
 */
public final class PoolEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PoolEngine.class);
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Duration TICK = Duration.ofMillis(20);
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final int number = NUMBERS.getAndIncrement();
    private final Workers workers;
    private final PoolOptions options;
    private final int lanes;
    private final Scheduler scheduler;
    private final EventStream stream;
    private final RunEvents events;
    private final PoolWatch watch;
    private final Functions functions = new Functions();
    private final @Nullable WorkerHouse house;
    private final @Nullable PoolWorker inline;
    private final Map<Job, LocalLane> doneByTakers = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock;
    private final Set<Driver> drivers = new LinkedHashSet<>();
    private final Set<Job> jobs = new LinkedHashSet<>();
    private final List<@Nullable Object> stopResults = new ArrayList<>();
    private final long opened = System.nanoTime();
    private final List<Path> obsolete = new ArrayList<>();
    private final ResultFolders folders;
    private boolean watching;
    private boolean looking;
    private boolean closed;
    private @Nullable ArrowShareException failure;
    private long jobNumbers;
    private long runs;
    private long busyNanos;
    private long tasks;
    private long failures;
    private long retries;
    private long deaths;
    private Optional<RunAdvice> advice = Optional.empty();

    public PoolEngine(Workers workers, PoolOptions options) {
        this.workers = workers;
        this.options = options;
        this.lanes = workers instanceof Workers.Processes processes ? processes.processes() : workers.count();
        this.scheduler = new Scheduler(lanes);
        this.clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "arrow-share-pool-" + number + "-clock");
            thread.setDaemon(true);
            return thread;
        });
        this.house = workers instanceof Workers.Processes ? house() : null;
        this.folders = new ResultFolders(house == null ? null : house.folder());
        this.inline = workers instanceof Workers.Inline ? new PoolWorker(0) : null;
        this.stream = new EventStream(options.listeners());
        this.events =
                RunEvents.start(stream, subject(RunEvent.Kind.POOL, "pool", workers.count(), OptionalLong.empty()));
        this.watch = new PoolWatch(options, events);
        try {
            begin();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private RunEvents.Subject subject(RunEvent.Kind kind, String what, int atOnce, OptionalLong tasks) {
        return new RunEvents.Subject(kind, what, workers.toString(), atOnce, tasks, OptionalLong.empty());
    }

    private WorkerHouse house() {
        List<String> jvm = new ArrayList<>();
        options.directBytes().ifPresent(bytes -> jvm.add("-XX:MaxDirectMemorySize=" + bytes));
        if (!options.jvmOptions().isEmpty()) {
            // Ours are ignored by a JVM that lacks one; the user's must not be.
            jvm.add("-XX:-IgnoreUnrecognizedVMOptions");
        }
        jvm.addAll(options.jvmOptions());
        long heap = options.heapBytes().orElse(WorkerJvm.heapShare(lanes));
        return WorkerHouse.open(
                new WorkerJvm(PoolWorkerMain.class.getName(), heap, jvm, options.environment()),
                new LinkedHashSet<>(options.classPath()));
    }

    private void begin() {
        if (inline != null) {
            new LocalLane(inline, options, false).start(events.of(0));
            return;
        }
        List<Driver> begun = new ArrayList<>();
        for (int worker = 0; worker < lanes; worker++) {
            begun.add(driver(worker));
        }
        synchronized (this) {
            drivers.addAll(begun);
        }
        begun.forEach(this::begin);
    }

    private void begin(Driver driver) {
        driver.begin();
        later(() -> endUnlessReady(driver), options.startTimeout());
    }

    private void endUnlessReady(Driver driver) {
        if (!driver.isReady()) {
            failed(
                    driver,
                    new WorkerFailedException(driver + " was not ready after " + Durations.text(options.startTimeout())
                            + " (startTimeout)"));
            scheduler.putBack(driver.abandon());
        }
    }

    private Driver driver(int worker) {
        if (house == null) {
            LocalLane lane = new LocalLane(new PoolWorker(worker), options, true);
            return new Driver(worker, lane, scheduler, this, events.of(worker));
        }
        int threads = ((Workers.Processes) workers).threads();
        ProcessLane lane = new ProcessLane(worker, threads, house, options, Pinning.before(options, worker));
        lane.launch();
        return new Driver(worker, lane, scheduler, this, events.of(worker));
    }

    int number() {
        return number;
    }

    PoolOptions options() {
        return options;
    }

    /**
     * Begins a job. Called by a worker of this process, or with inline workers, it is done by who takes its results.
     *
     * @param windowed whether results are let go of once they are taken
     * @param isOne whether there is but one task, which the calling thread then feeds
     */
    public Run start(
            Source source,
            TaskFunction<?, ?> function,
            TaskOptions how,
            Job.Order order,
            boolean windowed,
            boolean isOne) {
        boolean here = inline != null || (house == null && PoolWorker.isCurrent());
        Window window = windowed ? new Window(how.window(), how.windowBytes()) : Window.unlimited();
        Job job = job(source, function, how, order, window, here ? 1 : lanes * threadsEach());
        if (windowed) {
            job.events.atCallersPace();
        }
        lookAfter();
        try {
            if (house != null) {
                job.packed(functions.pack(job.function));
            }
            job.account(this::ended);
            job.onEnd(ended -> source.close());
            how.runTimeout().ifPresent(limit -> endAfter(job, limit));
            if (how.taskTimeout().isPresent()) {
                watch();
            }
            return here ? doneByTaker(job) : fed(job, isOne);
        } catch (RuntimeException | Error e) {
            job.cancel();
            throw e;
        }
    }

    private Job job(
            Source source,
            TaskFunction<?, ?> function,
            TaskOptions how,
            Job.Order order,
            Window window,
            int workersOfJob) {
        requireOpen();
        try {
            TaskFunction<?, ?> placed = folders.place(function, how, source, workersOfJob);
            synchronized (this) {
                requireOpen();
                RunEvents call = events.startCall(
                        subject(RunEvent.Kind.CALL, NamedFunction.nameOf(function), workersOfJob, source.left()));
                try {
                    Job job = new Job(jobNumbers++, source, placed, how, order, window, workersOfJob, call);
                    jobs.add(job);
                    return job;
                } catch (RuntimeException | Error e) {
                    call.end(RunEvent.Outcome.FAILED, e);
                    throw e;
                }
            }
        } catch (RuntimeException | Error e) {
            source.close();
            throw e;
        }
    }

    /** A lane for each: several threads may call at once. */
    private Run doneByTaker(Job job) {
        LocalLane lane = new LocalLane(inline == null ? PoolWorker.current() : inline, options, false);
        doneByTakers.put(job, lane);
        return new Run(job, lane);
    }

    private int threadsEach() {
        return workers instanceof Workers.Processes processes ? processes.threads() : 1;
    }

    private Run fed(Job job, boolean isOne) {
        if (isOne) {
            feed(job);
            return new Run(job, null);
        }
        Thread feeder = new Thread(() -> feed(job), "arrow-share-pool-" + number + "-feeder");
        feeder.setDaemon(true);
        feeder.start();
        return new Run(job, null);
    }

    private void feed(Job job) {
        try {
            for (Chunk chunk = job.feed(lanes); chunk != null; chunk = job.feed(lanes)) {
                scheduler.put(chunk);
            }
        } catch (InterruptedException e) {
            job.fail(new ArrowShareException("the items of a run could not be had: their iterator was interrupted", e));
        } catch (RuntimeException | Error e) {
            job.fail(new ArrowShareException("the tasks of a run could not be cut: " + e, e));
        }
    }

    /** An object for all workers. */
    public SharedValue share(Object value) {
        requireOpen();
        return new SharedValue.Here(value, house == null ? null : house.folder(), this);
    }

    /** As soon as no call goes on that may still read the file. */
    void deleteWhenIdle(Path file) {
        synchronized (this) {
            obsolete.add(file);
        }
        deleteObsolete();
    }

    private void deleteObsolete() {
        List<Path> files;
        synchronized (this) {
            if (!jobs.isEmpty()) {
                return;
            }
            files = List.copyOf(obsolete);
            obsolete.clear();
        }
        for (Path file : files) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.warn("cannot delete {}, which goes with the pool's folder: {}", file, e.getMessage());
            }
        }
    }

    synchronized void requireOpen() {
        if (failure != null) {
            throw new WorkerFailedException("the pool has failed: " + failure.getMessage(), failure);
        }
        if (closed) {
            throw new ClosedException("this WorkerPool is closed: open another, or close it later");
        }
    }

    private void endAfter(Job job, Duration limit) {
        TimeoutException cause = new TimeoutException("runTimeout(" + Durations.text(limit) + ")");
        later(
                () -> job.fail(new ArrowShareException(
                        "the run took longer than " + Durations.text(limit) + "; " + job.tasksAnswered()
                                + " tasks were done",
                        cause)),
                limit);
    }

    private synchronized void watch() {
        if (!watching) {
            watching = true;
            later(this::tick, TICK);
        }
    }

    private synchronized void lookAfter() {
        if (!looking && watch.isWanted()) {
            looking = true;
            later(this::look, watch.pause());
        }
    }

    private void look() {
        try {
            watch.look(drivers(), doneByTakers.values());
        } finally {
            synchronized (this) {
                looking = false;
                if (!jobs.isEmpty()) {
                    lookAfter();
                }
            }
        }
    }

    private void tick() {
        giveUpStuckWorkers();
        later(this::tick, TICK);
    }

    /** On the pool's clock; what goes wrong there is said, since nobody waits for it. */
    private void later(Runnable what, Duration delay) {
        synchronized (this) {
            if (clock.isShutdown()) {
                return;
            }
            var unused = clock.schedule(() -> said(what), delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private static void said(Runnable what) {
        try {
            what.run();
        } catch (RuntimeException | Error e) {
            LOG.error("the clock of a pool failed", e);
        }
    }

    private void giveUpStuckWorkers() {
        for (Driver driver : drivers()) {
            if (driver.giveUpIfStuck(CallSession.GRACE_NANOS)) {
                options.onWarning().accept(driver + " was given up: its task went on beyond its limit of time");
                replace(driver);
            }
        }
        doneByTakers.values().forEach(lane -> lane.watch(Long.MAX_VALUE / 2));
    }

    private synchronized List<Driver> drivers() {
        return new ArrayList<>(drivers);
    }

    private void replace(Driver old) {
        Driver driver;
        synchronized (this) {
            drivers.remove(old);
            if (closed || failure != null) {
                return;
            }
            events.of(old.number()).replaced(RunEvent.Why.LATE);
            driver = driver(old.number());
            drivers.add(driver);
        }
        begin(driver);
    }

    /** All of a job's workers let go of it, or are given up. */
    private void ended(Job job) {
        job.sayEnd();
        scheduler.forget(job);
        drivers().stream().filter(driver -> driver.has(job)).forEach(driver -> driver.cancel(job));
        LocalLane ofTaker = doneByTakers.remove(job);
        if (ofTaker != null) {
            ofTaker.cancel(job);
        }
        synchronized (this) {
            if (jobs.remove(job)) {
                runs++;
                busyNanos += job.nanos();
                tasks += job.events.tasks();
                failures += job.events.failed();
                retries += job.events.retries();
                advice = job.events.advice();
            }
        }
        deleteObsolete();
        later(() -> giveUpBusyWith(job), GRACE);
    }

    private void giveUpBusyWith(Job job) {
        for (Driver driver : drivers()) {
            if (driver.has(job)) {
                options.onWarning().accept(driver + " was given up: it goes on with a task of a run that has ended");
                scheduler.putBack(driver.abandon().stream()
                        .filter(chunk -> !chunk.job().isEnded())
                        .toList());
                replace(driver);
            }
        }
    }

    /** A worker could not be made ready, and the next would fail as well. */
    void failed(Driver driver, ArrowShareException cause) {
        List<Job> ending;
        synchronized (this) {
            if (driver.isAbandoned() || closed) {
                return;
            }
            failure = failure == null ? cause : failure;
            ending = new ArrayList<>(jobs);
        }
        ending.forEach(job -> job.fail(cause));
    }

    void workerDied(WorkerFailedException death) {
        synchronized (this) {
            deaths++;
        }
        options.onWarning().accept("a worker died, another takes its place: " + death.getMessage());
    }

    synchronized void stopped(@Nullable Object result) {
        if (options.onStop() != null) {
            stopResults.add(result);
        }
    }

    synchronized void ended(Driver driver) {
        drivers.remove(driver);
        notifyAll();
    }

    /** What {@code onStop} returned, of the workers that have stopped so far. */
    public synchronized List<@Nullable Object> stopResults() {
        return new ArrayList<>(stopResults);
    }

    public synchronized PoolStatistics statistics() {
        return new PoolStatistics(
                runs,
                tasks,
                failures,
                retries,
                deaths,
                Duration.ofNanos(System.nanoTime() - opened),
                Duration.ofNanos(busyNanos),
                advice);
    }

    @Override
    public void close() {
        List<Job> ending;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            ending = new ArrayList<>(jobs);
        }
        ending.forEach(job -> job.fail(new ClosedException("the WorkerPool was closed before the run was done")));
        if (events.isHeard()) {
            watch.sayMemory(drivers());
        }
        scheduler.close();
        try {
            stopInline();
            awaitDrivers();
        } finally {
            stopClock();
            sayEnd();
            deleteFolders();
        }
    }

    private void deleteFolders() {
        try {
            if (house != null) {
                house.close();
            }
        } finally {
            folders.close();
        }
    }

    private void sayEnd() {
        ArrowShareException cause;
        synchronized (this) {
            cause = failure;
        }
        events.end(cause == null ? RunEvent.Outcome.SUCCEEDED : RunEvent.Outcome.FAILED, cause);
        stream.close();
    }

    private synchronized void stopClock() {
        clock.shutdownNow();
    }

    private void stopInline() {
        if (inline != null) {
            stopped(new LocalLane(inline, options, false).stop());
            events.of(0).ended();
        }
    }

    private void awaitDrivers() {
        long deadline = System.nanoTime() + options.stopTimeout().toNanos();
        boolean interrupted = false;
        synchronized (this) {
            while (!drivers.isEmpty() && !interrupted && System.nanoTime() < deadline) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        for (Driver driver : drivers()) {
            options.onWarning()
                    .accept(driver + " did not stop in " + Durations.text(options.stopTimeout()) + " and was given up");
            var unused = driver.abandon();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
