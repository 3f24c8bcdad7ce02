package dev.arrowshare.dataset.pool;

import dev.arrowshare.dataset.PoolOptions;
import dev.arrowshare.dataset.Retry;
import dev.arrowshare.dataset.event.WorkerEvents;
import dev.arrowshare.dataset.share.Travel;
import dev.arrowshare.dataset.work.ControlChannel;
import dev.arrowshare.dataset.work.Failures;
import dev.arrowshare.dataset.work.Frame;
import dev.arrowshare.dataset.work.FrameBuilder;
import dev.arrowshare.dataset.work.WorkerHouse;
import dev.arrowshare.dataset.work.WorkerProcess;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.MapperException;
import dev.arrowshare.error.WorkerFailedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A worker in a process of its own. Functions are sent once, and again only when they are others. */
final class ProcessLane implements Lane {
    private static final int MOST_AT_ONCE = 64;
    private static final int FUNCTIONS_KEPT = 8;

    private final int number;
    private final int threads;
    private final WorkerHouse house;
    private final PoolOptions options;
    private final List<String> before;
    private final FrameBuilder items = new FrameBuilder();
    private final Map<Long, Chunk> sent = new LinkedHashMap<>();
    private final LinkedHashMap<Integer, Functions.Packed> sentFunctions = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<Job> openJobs = new HashSet<>();
    private volatile @Nullable WorkerProcess process;
    private volatile boolean abandoned;
    private volatile @Nullable Limited turn;
    private @Nullable Stuck stuck;
    private long calls;

    /** The oldest chunk that is not answered, and since when that is so. */
    private record Limited(Chunk chunk, long since) {
        long limit(long graceNanos) {
            Duration each = chunk.job().options.taskTimeout().orElse(null);
            return each == null ? Long.MAX_VALUE : (long) Math.min(Long.MAX_VALUE, longest(each) + 3.0 * graceNanos);
        }

        /** All tasks, with all their attempts and the waits between them. */
        private double longest(Duration each) {
            Retry retry = chunk.job().options.retry();
            double waits = (retry.attempts() - 1.0) * retry.longestWait().toNanos();
            return chunk.size() * (retry.attempts() * (double) each.toNanos() + waits);
        }
    }

    ProcessLane(int number, int threads, WorkerHouse house, PoolOptions options, List<String> before) {
        this.number = number;
        this.threads = threads;
        this.house = house;
        this.options = options;
        this.before = before;
    }

    /** Begins to start the process, so that several start beside each other. */
    void launch() {
        if (process == null) {
            process = house.start(before);
        }
    }

    @Override
    public void start(WorkerEvents events) {
        forgetOld();
        launch();
        if (abandoned) {
            abandon();
        }
        WorkerProcess started = current();
        events.started(started.pid());
        Travel.Packed setup = Travel.pack(new WorkerSetup(number, options.onStart(), options.onStop(), threads));
        try {
            ControlChannel channel = started.channel(options.startTimeout());
            channel.readWhileWriting();
            write(
                    channel,
                    PoolFrames.START,
                    new FrameBuilder()
                            .put(ByteBuffer.wrap(Cargo.of(setup.classes())))
                            .putBytes(setup.bytes()));
            channel.flush();
            await(PoolFrames.STARTED, "in onStart");
            started.tellReady(events);
        } catch (IOException e) {
            throw died("before it was ready", e);
        }
    }

    private void forgetOld() {
        sent.clear();
        sentFunctions.clear();
        openJobs.clear();
    }

    private WorkerProcess current() {
        return Objects.requireNonNull(process, "no worker was started");
    }

    @Override
    public int atOnce() {
        return MOST_AT_ONCE;
    }

    @Override
    public int threads() {
        return threads;
    }

    @Override
    public void send(Chunk chunk) {
        ControlChannel channel = current().channel();
        try {
            open(channel, chunk.job());
            pack(chunk);
            long call = calls++;
            ByteBuffer content = items.flip();
            ByteBuffer to = channel.begin(PoolFrames.CALL, 2 * Long.BYTES + content.remaining());
            to.putLong(call).putLong(chunk.job().number).put(content);
            channel.end();
            sent.put(call, chunk);
            if (sent.size() == 1) {
                turn = new Limited(chunk, System.nanoTime());
            }
        } catch (IOException e) {
            sent.put(calls++, chunk);
            throw died(doing(), e);
        }
    }

    private void pack(Chunk chunk) {
        items.clear();
        try {
            Values.write(items, chunk.items());
        } catch (MapperException e) {
            throw new CannotTravelException(e);
        }
    }

    private void endOldJobs(ControlChannel channel) throws IOException {
        for (Job job : List.copyOf(openJobs)) {
            if (job.isEnded() && sent.values().stream().noneMatch(chunk -> chunk.job() == job)) {
                openJobs.remove(job);
                write(channel, PoolFrames.JOB_ENDED, new FrameBuilder().putLong(job.number));
            }
        }
    }

    private void open(ControlChannel channel, Job job) throws IOException {
        if (openJobs.contains(job)) {
            return;
        }
        endOldJobs(channel);
        openJobs.add(job);
        Functions.Packed function = job.packed();
        if (sentFunctions.get(function.id()) == null) {
            sentFunctions.put(function.id(), function);
            write(channel, PoolFrames.FUNCTION, function.frame());
            forgetAFunction(channel);
        }
        byte[] rules = Travel.pack(JobRules.of(job.options)).bytes();
        write(
                channel,
                PoolFrames.JOB,
                new FrameBuilder().putLong(job.number).putInt(function.id()).putBytes(rules));
    }

    private void forgetAFunction(ControlChannel channel) throws IOException {
        if (sentFunctions.size() > FUNCTIONS_KEPT) {
            int oldest = sentFunctions.keySet().iterator().next();
            sentFunctions.remove(oldest);
            write(channel, PoolFrames.FORGET, new FrameBuilder().putInt(oldest));
        }
    }

    private static void write(ControlChannel channel, byte kind, FrameBuilder payload) throws IOException {
        write(channel, kind, payload.flip());
    }

    private static void write(ControlChannel channel, byte kind, ByteBuffer bytes) throws IOException {
        channel.begin(kind, bytes.remaining()).put(bytes);
        channel.end();
    }

    @Override
    public Received receive() {
        try {
            current().channel().flush();
            ByteBuffer from = await(PoolFrames.ANSWER, doing());
            Chunk chunk = Objects.requireNonNull(sent.remove(from.getLong()), "an answer to nothing");
            turn = sent.isEmpty() ? null : new Limited(sent.values().iterator().next(), System.nanoTime());
            long arrived = System.nanoTime();
            ChunkAnswer answer = answer(chunk, from);
            return new Received(chunk, answer, System.nanoTime() - arrived);
        } catch (IOException e) {
            throw died(doing(), e);
        }
    }

    private ChunkAnswer answer(Chunk chunk, ByteBuffer from) throws IOException {
        ClassLoader loader = chunk.job().packed().loader();
        try {
            return Answers.read(from, loader);
        } catch (ClassNotFoundException | RuntimeException | LinkageError e) {
            ArrowShareException failure = new ArrowShareException(
                    "results of task " + chunk.first() + " and the " + (chunk.size() - 1)
                            + " after it cannot be read here: " + e,
                    e);
            chunk.job().fail(failure);
            return new ChunkAnswer(List.of(), List.of(), 0, 0, 0, ChunkAnswer.End.CANCELLED);
        }
    }

    /** The payload of the next frame of that kind. */
    private ByteBuffer await(byte kind, String when) throws IOException {
        WorkerProcess from = current();
        ControlChannel channel = from.channel();
        for (Frame frame = channel.next(); frame != null; frame = channel.next()) {
            if (frame.kind() == kind) {
                return frame.payload();
            }
            heard(from, frame);
        }
        throw died(when, null);
    }

    private void heard(WorkerProcess from, Frame frame) throws IOException {
        switch (frame.kind()) {
            case Frame.GOODBYE -> from.saidGoodbye();
            case Frame.FAILURE ->
                throw new StartFailedException(Failures.read(frame.payload(), ProcessLane.class.getClassLoader()));
            case PoolFrames.STUCK -> noteStuck(frame.payload());
            case Frame.STACKS ->
                from.saidStacks(StandardCharsets.UTF_8.decode(frame.payload()).toString());
            default -> throw new IOException("worker " + number + " sent a frame of kind " + frame.kind());
        }
    }

    private void noteStuck(ByteBuffer from) throws IOException {
        Chunk chunk = Objects.requireNonNull(sent.get(from.getLong()), "a word about nothing");
        ChunkAnswer soFar = answer(chunk, from);
        synchronized (this) {
            stuck = new Stuck(chunk, soFar);
        }
    }

    private String doing() {
        return sent.isEmpty()
                ? "without a task"
                : "in task " + sent.values().iterator().next().first();
    }

    private WorkerFailedException died(String when, @Nullable Throwable cause) {
        WorkerProcess dead = current();
        WorkerFailedException failure = dead.ended(when, cause);
        dead.closeChannel();
        house.ended(dead);
        process = null;
        turn = null;
        return failure;
    }

    @Override
    public void cancel(Job job) {
        WorkerProcess running = process;
        if (running != null) {
            byte[] words = ByteBuffer.allocate(1 + Long.BYTES)
                    .put((byte) CallSession.CANCEL_JOB)
                    .putLong(job.number)
                    .array();
            running.tell(words);
        }
    }

    /** A worker has a clock of its own; one that does not even say that a task is late is not at work, and is ended. */
    @Override
    public synchronized @Nullable Stuck watch(long graceNanos) {
        Limited current = turn;
        WorkerProcess running = process;
        if (current != null && running != null && System.nanoTime() - current.since > current.limit(graceNanos)) {
            turn = null;
            running.kill();
        }
        Stuck there = stuck;
        stuck = null;
        return there;
    }

    @Override
    public String stacks() {
        WorkerProcess running = process;
        return running == null ? "    nowhere: its process has ended" : running.stacks();
    }

    @Override
    public void kill() {
        WorkerProcess running = process;
        if (running != null) {
            running.kill();
        }
    }

    @Override
    public void sayMemory(WorkerEvents events) {
        WorkerProcess running = process;
        if (running != null) {
            running.sayMemory(events);
        }
    }

    @Override
    public void abandon() {
        abandoned = true;
        WorkerProcess running = process;
        if (running != null) {
            running.kill();
        }
    }

    @Override
    public @Nullable Object stop() {
        WorkerProcess stopping = current();
        try {
            ControlChannel channel = stopping.channel();
            write(channel, PoolFrames.STOP, new FrameBuilder());
            channel.flush();
            Object result = stopResult(await(PoolFrames.STOPPED, "in onStop"));
            stopping.closeChannel();
            stopping.closeInput();
            stopping.end(TimeUnit.SECONDS.toMillis(1));
            house.ended(stopping);
            process = null;
            return result;
        } catch (IOException e) {
            throw died("in onStop", e);
        } catch (InterruptedException e) {
            stopping.kill();
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static @Nullable Object stopResult(ByteBuffer from) throws IOException {
        ClassLoader loader = ProcessLane.class.getClassLoader();
        if (from.get() != 0) {
            throw new StartFailedException(Failures.read(from, loader));
        }
        try {
            return Values.read(from, loader).get(0);
        } catch (ClassNotFoundException e) {
            throw new ArrowShareException("the result of onStop cannot be read here: " + e, e);
        }
    }

    @Override
    public String toString() {
        WorkerProcess running = process;
        return "worker " + number + (running == null ? "" : " (process " + running.pid() + ")");
    }
}
