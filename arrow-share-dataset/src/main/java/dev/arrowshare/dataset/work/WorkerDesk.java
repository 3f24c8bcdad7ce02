package dev.arrowshare.dataset.work;

import dev.arrowshare.error.WorkerFailedException;
import dev.arrowshare.schema.SchemaFields;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;

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
    private final Queue<Task> sent = new ArrayDeque<>();
    private volatile boolean busy;
    private boolean finishing;
    private boolean finished;

    /** @param loader of the classes of the user's exceptions */
    WorkerDesk(
            WorkerProcess process,
            AnswerReader answers,
            SchemaAgreement agreement,
            Runnable onReady,
            ClassLoader loader) {
        this.process = process;
        this.answers = answers;
        this.agreement = agreement;
        this.onReady = onReady;
        this.loader = loader;
    }

    WorkerProcess process() {
        return process;
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
            TaskFrames.write(process.channel(), task, answers.takeFreed());
        } catch (IOException e) {
            throw died(e);
        } catch (RuntimeException | Error e) {
            forgetTasks();
            throw e;
        }
    }

    /** Waits for the answer to the oldest task. */
    Answer receive() {
        try {
            ControlChannel channel = process.channel();
            channel.flush();
            Answer answer = answers.read(await(channel, Frame.ANSWER, doing()));
            sent.remove();
            busy = !sent.isEmpty();
            return answer;
        } catch (IOException e) {
            throw died(e);
        } catch (RuntimeException | Error e) {
            forgetTasks();
            throw e;
        }
    }

    private WorkerFailedException died(IOException cause) {
        String when = doing();
        forgetTasks();
        return process.ended(when, cause);
    }

    /** After a failure the worker does not do what else it was sent. */
    private void forgetTasks() {
        sent.clear();
        busy = false;
    }

    private String doing() {
        return "in " + batches(sent.element());
    }

    private static String batches(Task task) {
        int last = task.firstBatch() + Math.max(1, task.blocks().size()) - 1;
        return last == task.firstBatch() ? "batch " + last : "batches " + task.firstBatch() + " to " + last;
    }

    /** The payload of the next frame of that kind; deals with those that come before it. */
    private ByteBuffer await(ControlChannel channel, byte kind, String when) throws IOException {
        for (Frame frame = channel.next(); frame != null; frame = channel.next()) {
            if (frame.kind() == kind) {
                return frame.payload();
            }
            heard(channel, frame);
        }
        throw process.ended(when, null);
    }

    private void heard(ControlChannel channel, Frame frame) throws IOException {
        switch (frame.kind()) {
            case Frame.READY -> onReady.run();
            case Frame.GOODBYE -> process.saidGoodbye();
            case Frame.FAILURE -> throw Failures.read(frame.payload(), loader);
            case Frame.SETTLE -> {
                agreement.settle(SchemaFields.read(frame.payload()));
                reply(channel, new byte[0]);
            }
            case Frame.ASK_SCHEMA -> reply(channel, agreed());
            default -> throw new IOException("worker " + process.number() + " sent a frame of kind " + frame.kind());
        }
    }

    /** Nothing when there will be none: the worker then gives up the task, and says so. */
    private byte[] agreed() {
        try {
            return agreement.await().bytes();
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
            throw process.ended("after its last batch", e);
        }
    }

    /** What the worker measured of itself. */
    WorkerFigures awaitFinish() {
        try {
            WorkerFigures figures =
                    WorkerFigures.read(await(process.channel(), Frame.FINISHED, "after its last batch"));
            finished = true;
            return figures;
        } catch (IOException e) {
            throw process.ended("after its last batch", e);
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
