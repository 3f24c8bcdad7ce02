package dev.arrowshare.dataset.work;

import dev.arrowshare.dataset.event.WorkerEvents;
import dev.arrowshare.error.WorkerFailedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator's side of the conversation with one worker.
 *
 * <p><b>Threads:</b> one at a time, but for {@link #isBusy}.
 */
final class WorkerDesk {
    private final WorkerProcess process;
    private final AnswerReader answers;
    private final SchemaAgreement agreement;
    private final Runnable onReady;
    private final ClassLoader loader;
    private final WorkerEvents events;
    private final Queue<Task> sent = new ArrayDeque<>();
    private volatile boolean busy;
    private final TaskClock clock;
    private final long begun = System.nanoTime();
    private volatile boolean ready;

    /** It hears nothing more, but what it has said before is still to be read: that tells which task it died of. */
    private boolean broken;

    private boolean finishing;
    private boolean finished;

    /**
     * @param clock says what the worker is at
     * @param loader of the classes of the user's exceptions
     * @param events told what happens to the worker and its tasks
     */
    WorkerDesk(
            WorkerProcess process,
            AnswerReader answers,
            SchemaAgreement agreement,
            Runnable onReady,
            TaskClock clock,
            ClassLoader loader,
            WorkerEvents events) {
        this.process = process;
        this.answers = answers;
        this.agreement = agreement;
        this.onReady = onReady;
        this.clock = clock;
        this.loader = loader;
        this.events = events;
    }

    WorkerProcess process() {
        return process;
    }

    /** Whether the worker has opened the plan, as far as we have heard. */
    boolean isReady() {
        return ready;
    }

    /** Whether the worker has tasks. */
    boolean isBusy() {
        return busy;
    }

    /** Puts the task behind those that were sent; it leaves with the next {@link #receive}, if not before. */
    void send(Task task) {
        sent.add(task);
        busy = true;
        try {
            ControlChannel channel = process.channel();
            if (!broken) {
                TaskFrames.write(channel, task, answers.takeFreed());
            }
        } catch (IOException e) {
            broken = true;
        } catch (RuntimeException | Error e) {
            forgetTasks();
            throw e;
        }
    }

    /** Waits for the answer to the oldest task. */
    Answer receive() {
        try {
            beginClock();
            ControlChannel channel = process.channel();
            flush(channel);
            ByteBuffer payload = await(channel, Frame.ANSWER);
            clock.end();
            Answer answer = answers.read(payload);
            TaskWords.ended(events, sent.remove(), answer);
            busy = !sent.isEmpty();
            process.sample();
            return answer;
        } catch (IOException e) {
            throw died(e);
        } catch (RuntimeException | Error e) {
            forgetTasks();
            throw e;
        }
    }

    private void flush(ControlChannel channel) {
        try {
            if (!broken) {
                channel.flush();
            }
        } catch (IOException e) {
            broken = true;
        }
    }

    /** A task that was sent ahead begins when the one before it is done, whenever that is heard. */
    private void beginClock() {
        if (!ready) {
            clock.begin(Stint.START, begun);
        } else if (clock.stint() == null) {
            begin(sent.element());
        }
    }

    private void begin(Task task) {
        clock.begin(task);
        TaskWords.started(events, task);
    }

    private WorkerFailedException died(@Nullable IOException cause) {
        Task task = sent.peek();
        if (task == null) {
            return process.ended("after its last batch", cause);
        }
        forgetTasks();
        return ready ? process.ended("in " + task, task.rows(), cause) : process.ended("before it was ready", cause);
    }

    /** After a failure the worker does not do what else it was sent. */
    private void forgetTasks() {
        sent.clear();
        busy = false;
    }

    /** The payload of the next frame of that kind; deals with those that come before it. */
    private ByteBuffer await(ControlChannel channel, byte kind) throws IOException {
        for (Frame frame = channel.next(); frame != null; frame = channel.next()) {
            if (frame.kind() == kind) {
                return frame.payload();
            }
            heard(channel, frame);
        }
        throw died(null);
    }

    private void heard(ControlChannel channel, Frame frame) throws IOException {
        switch (frame.kind()) {
            case Frame.READY -> heardReady();
            case Frame.GOODBYE -> process.saidGoodbye();
            case Frame.STACKS ->
                process.saidStacks(
                        StandardCharsets.UTF_8.decode(frame.payload()).toString());
            case Frame.FAILURE -> throw Failures.read(frame.payload(), loader);
            case Frame.NOTE -> heardNote(FailureNote.read(frame.payload(), loader));
            case Frame.SETTLE -> {
                int task = frame.payload().getInt();
                agreement.settle(task, frame.payload().get() == 0 ? null : BatchLayout.read(frame.payload()));
                reply(channel, new byte[0]);
            }
            case Frame.ASK_SCHEMA -> reply(channel, agreed());
            default -> throw new IOException("worker " + process.number() + " sent a frame of kind " + frame.kind());
        }
    }

    private void heardNote(FailureNote note) {
        TaskWords.failed(events, sent.element(), note);
        agreement.note(note);
    }

    private void heardReady() {
        ready = true;
        onReady.run();
        process.tellReady(events);
        clock.stop();
        if (!sent.isEmpty()) {
            begin(sent.element());
        }
    }

    /** Nothing when there will be none: the worker then gives up the task, and says so. */
    private byte[] agreed() {
        try {
            return clock.paused(agreement::await).bytes();
        } catch (CancelledRunException e) {
            return new byte[0];
        }
    }

    private static void reply(ControlChannel channel, byte[] schema) throws IOException {
        channel.begin(Frame.SCHEMA, schema.length).put(schema);
        channel.end();
        channel.flush();
    }

    /** All workers are asked before any is awaited. */
    void askToFinish() {
        finishing = true;
        try {
            ControlChannel channel = process.channel();
            channel.begin(Frame.FINISH, 0);
            channel.end();
            channel.flush();
        } catch (IOException e) {
            throw died(e);
        }
    }

    /** What the worker measured of itself. */
    WorkerFigures awaitFinish() {
        try {
            WorkerFigures figures = WorkerFigures.read(await(process.channel(), Frame.FINISHED));
            finished = true;
            return figures;
        } catch (IOException e) {
            throw died(e);
        }
    }

    /** Lets the worker close its resources and go, if it listens. */
    void leave() {
        if (busy || !process.isConnected()) {
            process.kill();
        } else if (!finishing) {
            leaveInPeace();
        }
        process.closeChannel();
        if (finished) {
            process.closeInput();
        }
    }

    private void leaveInPeace() {
        try {
            askToFinish();
        } catch (WorkerFailedException e) {
            // It is dead already, and whoever asked for its last task has been told.
        }
    }

    /** After its death: what answers hold stays theirs, and what nobody has heard of goes. */
    void retire() {
        try {
            process.closeChannel();
            answers.close();
        } finally {
            answers.deleteFiles();
        }
    }

    /** Waits until the process has ended. */
    void end(long graceMillis) {
        try {
            process.end(graceMillis);
        } catch (InterruptedException e) {
            process.kill();
            Thread.currentThread().interrupt();
        } finally {
            answers.close();
        }
    }
}
