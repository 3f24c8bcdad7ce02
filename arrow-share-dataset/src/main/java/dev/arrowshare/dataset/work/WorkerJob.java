package dev.arrowshare.dataset.work;

import dev.arrowshare.dataset.share.MappedInput;
import dev.arrowshare.dataset.share.Travel;
import dev.arrowshare.memory.Allocators;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * What a worker process does with the frames of its coordinator.
 *
 * <p><b>Threads:</b> {@link #reply} is called by one, {@link #cancel} by any.
 */
final class WorkerJob {
    static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final Greeting greeting;
    private final SchemaAgreement agreement;
    private boolean cancelled;
    private boolean failed;
    private @Nullable OpenPlan open;

    WorkerJob(Greeting greeting, SchemaAgreement agreement) {
        this.greeting = greeting;
        this.agreement = agreement;
    }

    /** Whether the frame is a task that was sent ahead of a failure: that ended the run, and nobody waits for an answer. */
    boolean isObsolete(Frame frame) {
        return failed && frame.kind() == Frame.TASK;
    }

    /** Whatever the user's code throws is an answer too: an error of a function must not look like a death. */
    Frame reply(Frame frame) {
        try {
            return switch (frame.kind()) {
                case Frame.PLAN -> open(frame.payload());
                case Frame.TASK -> doTask(frame.payload());
                case Frame.FINISH -> finish();
                default -> throw new IOException("a frame of unknown kind " + frame.kind());
            };
        } catch (Throwable e) {
            failed = true;
            return new Frame(Frame.FAILURE, Failures.write(e));
        }
    }

    private Frame open(ByteBuffer payload) throws IOException, ClassNotFoundException {
        ClassLoader loader = ClassCargo.loader(payload, WorkerJob.class.getClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        RunPlan plan = (RunPlan) Travel.unpack(Frame.bytes(payload), loader);
        opened(new OpenPlan(plan, greeting, agreement));
        return new Frame(Frame.READY, NOTHING);
    }

    private synchronized void opened(OpenPlan plan) {
        open = plan;
        if (cancelled) {
            plan.runner.cancel();
        }
    }

    synchronized void cancel() {
        cancelled = true;
        if (open != null) {
            open.runner.cancel();
        }
    }

    private Frame doTask(ByteBuffer payload) throws IOException {
        OpenPlan plan = plan();
        Task task = TaskFrames.task(payload);
        plan.answers.freed(TaskFrames.freedSegments(payload));
        try (Answer answer = plan.runner.run(task)) {
            forgetInterrupt();
            return PageFault.named(plan.input.name(), () -> new Frame(Frame.ANSWER, plan.answers.write(task, answer)));
        }
    }

    /**
     * A function may leave its thread's interrupt flag set; file channels and Arrow's serializer would take that for our own
     * cancellation, which {@link #cancel} has other means for.
     */
    static void forgetInterrupt() {
        Thread.interrupted();
    }

    private Frame finish() throws IOException {
        OpenPlan plan = plan();
        plan.runner.close();
        return new Frame(
                Frame.FINISHED, WorkerFigures.of(plan.input, plan.runner).toFrame());
    }

    private synchronized OpenPlan plan() {
        if (open == null) {
            throw new IllegalStateException("no plan was opened");
        }
        return open;
    }

    /** A plan at work. */
    private static final class OpenPlan {
        private final MappedInput input;
        private final TaskRunner runner;
        private final AnswerWriter answers;
        private final BufferAllocator allocator = Allocators.child("worker");

        OpenPlan(RunPlan plan, Greeting greeting, SchemaAgreement agreement) {
            input = MappedInput.open(plan.file());
            input.keepMapped(plan.memory().mappedBytes());
            runner = new TaskRunner(plan, input, agreement, allocator);
            runner.onOwnThread();
            answers = new AnswerWriter(
                    input,
                    new SegmentSpace(
                            greeting.folder(), greeting.number(), plan.memory().segmentBytes()));
        }
    }
}
