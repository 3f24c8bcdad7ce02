package dev.arrowshare.dataset.pool;

import dev.arrowshare.dataset.PoolWorker;
import dev.arrowshare.dataset.Retry;
import dev.arrowshare.dataset.TaskFunction;
import dev.arrowshare.dataset.share.Travel;
import dev.arrowshare.dataset.work.ControlChannel;
import dev.arrowshare.dataset.work.Conversation;
import dev.arrowshare.dataset.work.Failures;
import dev.arrowshare.dataset.work.Frame;
import dev.arrowshare.dataset.work.FrameBuilder;
import dev.arrowshare.dataset.work.Greeting;
import dev.arrowshare.dataset.work.Stacks;
import dev.arrowshare.dataset.work.WorkerMain;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A worker process's side of a pool: functions and jobs are made known, calls are answered.
 *
 * <p><b>Threads:</b> the main thread reads, and with one thread of work does the work as well, since to wake another takes longer than a
 * short task; {@link #told} and the clock come from threads of their own.
 */
final class CallSession implements Conversation {
    /** On standard input, followed by a job's number as a big-endian long: its calls end. */
    static final int CANCEL_JOB = 'J';

    private static final int MAX_FRAME_BYTES = Integer.MAX_VALUE - 16;
    private static final long GOODBYE_MILLIS = 200;
    private static final long FLUSH_NANOS = 500_000;
    private static final long CLOCK_MILLIS = 20;
    static final long GRACE_NANOS = 1_000_000_000;

    private final ControlChannel channel;
    private final Greeting greeting;
    private PoolWorker worker = new PoolWorker(0);
    private final ReentrantLock writing = new ReentrantLock();
    private final Map<Integer, Function> functions = new ConcurrentHashMap<>();
    private final Map<Long, JobHere> jobs = new ConcurrentHashMap<>();
    private final Set<Long> cancelled = ConcurrentHashMap.newKeySet();
    private final Map<Long, Call> running = new ConcurrentHashMap<>();
    private final Set<Long> saidToBeStuck = ConcurrentHashMap.newKeySet();
    private volatile @Nullable AsyncCalls<Long> asyncCalls;
    private @Nullable WorkerSetup setup;
    private @Nullable ExecutorService threads;
    private boolean clockRuns;
    private long flushedAt = System.nanoTime();
    private volatile boolean finished;

    /** A function, or why it could not be made here. */
    private record Function(
            @Nullable TaskFunction<Object, Object> function,
            @Nullable Throwable failure,
            ClassLoader loader) {}

    private record JobHere(Function function, JobRules rules) {}

    private record Call(long job, ChunkRunner runner) {}

    CallSession(SocketChannel socket, Greeting greeting) throws IOException {
        this.channel = new ControlChannel(socket, MAX_FRAME_BYTES);
        this.greeting = greeting;
    }

    @Override
    public void run() throws IOException {
        send(Frame.HELLO, new FrameBuilder().put(ByteBuffer.wrap(greeting.hello())), true);
        for (Frame frame = channel.next(); frame != null; frame = channel.next()) {
            heard(frame);
        }
        finished = true;
    }

    private void heard(Frame frame) throws IOException {
        ByteBuffer from = frame.payload();
        switch (frame.kind()) {
            case PoolFrames.START -> start(from);
            case PoolFrames.FUNCTION -> functions.put(from.getInt(), function(from));
            case PoolFrames.FORGET -> functions.remove(from.getInt());
            case PoolFrames.JOB -> job(from);
            case PoolFrames.JOB_ENDED -> {
                long job = from.getLong();
                jobs.remove(job);
                cancelled.remove(job);
            }
            case PoolFrames.CALL -> call(from);
            case PoolFrames.STOP -> stop();
            default -> throw new IOException("a frame of unknown kind " + frame.kind());
        }
    }

    private void start(ByteBuffer from) throws IOException {
        try {
            ClassLoader loader = Cargo.loader(from, CallSession.class.getClassLoader());
            Thread.currentThread().setContextClassLoader(loader);
            WorkerSetup given = (WorkerSetup) Travel.unpack(Frame.bytes(from), loader);
            setup = given;
            worker = new PoolWorker(given.number());
            if (given.threads() > 1) {
                threads = Executors.newFixedThreadPool(given.threads());
            }
            Hooks.call(given.onStart(), "onStart", worker);
            send(PoolFrames.STARTED, new FrameBuilder(), true);
        } catch (Exception | LinkageError | StackOverflowError e) {
            send(Frame.FAILURE, new FrameBuilder().put(Failures.write(e)), true);
        }
    }

    @SuppressWarnings("unchecked")
    private Function function(ByteBuffer from) {
        ClassLoader loader = CallSession.class.getClassLoader();
        try {
            loader = Cargo.loader(from, loader);
            TaskFunction<Object, Object> given =
                    (TaskFunction<Object, Object>) Travel.unpack(Frame.bytes(from), loader);
            return new Function(SentBatches.of(given, greeting.folder()), null, loader);
        } catch (Exception | LinkageError | StackOverflowError e) {
            return new Function(null, e, loader);
        }
    }

    private void job(ByteBuffer from) throws IOException {
        long job = from.getLong();
        Function function = Objects.requireNonNull(functions.get(from.getInt()), "no such function");
        try {
            jobs.put(job, new JobHere(function, (JobRules) Travel.unpack(Frame.bytes(from), function.loader)));
        } catch (ClassNotFoundException e) {
            jobs.put(job, new JobHere(new Function(null, e, function.loader), new JobRules(true, Retry.none(), 0, 1)));
        }
    }

    private void call(ByteBuffer from) throws IOException {
        long number = from.getLong();
        long jobNumber = from.getLong();
        JobHere job = Objects.requireNonNull(jobs.get(jobNumber), "no such job");
        int tasks = from.getInt(from.position());
        List<@Nullable Object> items;
        try {
            items = Values.read(from, job.function.loader);
        } catch (ClassNotFoundException | RuntimeException | LinkageError e) {
            send(PoolFrames.ANSWER, allFailed(number, tasks, e), true);
            return;
        }
        if (job.function.function instanceof AsyncFunction<Object, Object> function) {
            begin(number, jobNumber, job, function, items);
        } else if (threads == null) {
            answer(number, jobNumber, job, items);
        } else {
            threads.execute(() -> answerQuietly(number, jobNumber, job, items));
        }
    }

    private void answerQuietly(long number, long jobNumber, JobHere job, List<@Nullable Object> items) {
        try {
            answer(number, jobNumber, job, items);
        } catch (IOException e) {
            // The coordinator went away: the main thread notices, too, and ends the process.
        }
    }

    /** Threads of their own wait for futures, while the main thread goes on to read. */
    private void begin(
            long number,
            long jobNumber,
            JobHere job,
            AsyncFunction<Object, Object> function,
            List<@Nullable Object> items) {
        AsyncCalls<Long> calls = asyncCalls == null ? startAsyncCalls() : asyncCalls;
        if (job.rules.timeoutNanos() > 0) {
            startClock();
        }
        calls.add(jobNumber, function, job.rules, number, items);
        if (cancelled.contains(jobNumber)) {
            calls.cancel(jobNumber);
        }
    }

    private AsyncCalls<Long> startAsyncCalls() {
        int count = Objects.requireNonNull(setup, "not started").threads();
        AsyncCalls<Long> calls = new AsyncCalls<>(worker, count, true);
        asyncCalls = calls;
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(() -> answerAll(calls), "arrow-share futures " + i);
            thread.setDaemon(true);
            thread.start();
        }
        return calls;
    }

    private void answerAll(AsyncCalls<Long> calls) {
        try {
            while (!finished) {
                answerNext(calls);
            }
        } catch (IOException e) {
            // The coordinator went away: the main thread notices, too, and ends the process.
        }
    }

    private void answerNext(AsyncCalls<Long> calls) throws IOException {
        try {
            AsyncChunk<Long> chunk = calls.next();
            FrameBuilder to = new FrameBuilder().putLong(chunk.tag());
            Answers.write(to, chunk.answer(), chunk.job.rules.stopsAtFailure());
            send(PoolFrames.ANSWER, to, true);
        } catch (InterruptedException e) {
            // A function that had this thread at hand may interrupt it later: that is no business of the pool.
        } catch (RuntimeException | Error e) {
            // Nobody would answer: the process ends, and says why.
            e.printStackTrace();
            channel.close();
            throw e;
        }
    }

    /** Nothing of the chunk could be done. */
    private static FrameBuilder allFailed(long number, int tasks, Throwable failure) {
        FrameBuilder to = new FrameBuilder().putLong(number);
        List<TaskFailure> failures = IntStream.range(0, tasks)
                .mapToObj(task -> new TaskFailure(task, failure, 1))
                .toList();
        ChunkAnswer.End end = ChunkAnswer.End.DONE;
        Answers.write(to, new ChunkAnswer(Collections.nCopies(tasks, null), failures, 0, 0, 0, end), false);
        return to;
    }

    private void answer(long number, long jobNumber, JobHere job, List<@Nullable Object> items) throws IOException {
        if (job.function.function == null) {
            send(
                    PoolFrames.ANSWER,
                    allFailed(number, items.size(), Objects.requireNonNull(job.function.failure)),
                    true);
            return;
        }
        JobRules rules = job.rules;
        ChunkRunner runner = new ChunkRunner(
                worker, job.function.function, rules.onError(), rules.retry(), rules.timeoutNanos(), true);
        running.put(number, new Call(jobNumber, runner));
        if (rules.timeoutNanos() > 0) {
            startClock();
        }
        if (cancelled.contains(jobNumber)) {
            runner.cancel();
        }
        Thread.currentThread().setContextClassLoader(job.function.loader);
        ChunkAnswer answer = runner.run(items);
        if (running.remove(number) != null) {
            FrameBuilder to = new FrameBuilder().putLong(number);
            Answers.write(to, answer, rules.stopsAtFailure());
            send(PoolFrames.ANSWER, to, false);
        }
    }

    private synchronized void startClock() {
        if (!clockRuns) {
            clockRuns = true;
            Thread clock = new Thread(this::watch, "arrow-share task clock");
            clock.setDaemon(true);
            clock.start();
        }
    }

    private void watch() {
        try {
            while (!finished) {
                Thread.sleep(CLOCK_MILLIS);
                for (Long call : List.copyOf(running.keySet())) {
                    watch(call);
                }
                watchAsyncCalls();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // The coordinator went away: the main thread notices, too, and ends the process.
        }
    }

    private void watch(long number) throws IOException {
        Call call = running.get(number);
        if (call == null) {
            return;
        }
        call.runner.interruptIfLate();
        ChunkRunner.Lateness late = call.runner.lateness(GRACE_NANOS);
        if (late != null && running.remove(number) != null) {
            sendStuck(number, late);
        }
    }

    private void watchAsyncCalls() throws IOException {
        AsyncCalls<Long> calls = asyncCalls;
        AsyncCalls.Late<Long> stuck = calls == null ? null : calls.watch(GRACE_NANOS);
        if (stuck != null && saidToBeStuck.add(stuck.chunk().tag())) {
            sendStuck(stuck.chunk().tag(), stuck.lateness());
        }
    }

    private void sendStuck(long number, ChunkRunner.Lateness late) throws IOException {
        FrameBuilder to = new FrameBuilder().putLong(number);
        Answers.write(to, Stucks.answer(late, worker.id()), true);
        send(PoolFrames.STUCK, to, true);
    }

    private void stop() throws IOException {
        FrameBuilder to = new FrameBuilder();
        try {
            WorkerSetup given = setup;
            Object result = given == null ? null : Hooks.call(given.onStop(), "onStop", worker);
            worker.closeState();
            FrameBuilder values = new FrameBuilder();
            Values.write(values, Collections.singletonList(result));
            to.putByte((byte) 0).put(values.flip());
        } catch (Exception | LinkageError | StackOverflowError e) {
            to.putByte((byte) 1).put(Failures.write(e));
        }
        finished = true;
        send(PoolFrames.STOPPED, to, true);
    }

    /** Answers to short tasks leave together while more of them are at hand. */
    private void send(byte kind, FrameBuilder payload, boolean atOnce) throws IOException {
        ByteBuffer bytes = payload.flip();
        writing.lock();
        try {
            channel.begin(kind, bytes.remaining()).put(bytes);
            channel.end();
            long now = System.nanoTime();
            if (atOnce || threads != null || now - flushedAt > FLUSH_NANOS || !channel.hasNext()) {
                channel.flush();
                flushedAt = now;
            }
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void told(int said, InputStream more) throws IOException {
        if (said == CANCEL_JOB) {
            long job = new DataInputStream(more).readLong();
            cancelled.add(job);
            running.values().stream().filter(call -> call.job == job).forEach(call -> call.runner.cancel());
            AsyncCalls<Long> calls = asyncCalls;
            if (calls != null) {
                calls.cancel(job);
            }
        } else if (said == WorkerMain.STACKS) {
            sayStacks();
        }
    }

    private void sayStacks() throws IOException {
        byte[] text = Stacks.ofAll().getBytes(StandardCharsets.UTF_8);
        try {
            if (!finished && writing.tryLock(GOODBYE_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    send(Frame.STACKS, new FrameBuilder().put(ByteBuffer.wrap(text)), true);
                } finally {
                    writing.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isFinished() {
        return finished;
    }

    @Override
    public void goodbye() {
        try {
            if (!finished && writing.tryLock(GOODBYE_MILLIS, TimeUnit.MILLISECONDS)) {
                send(Frame.GOODBYE, new FrameBuilder(), true);
            }
        } catch (IOException e) {
            // The coordinator closed the channel first and needs no goodbye.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
