package dev.arrowshare.dataset.work;

import dev.arrowshare.schema.SchemaFields;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The worker's side of the conversation: one frame comes, {@link WorkerJob} does what it says, one goes back. The schema agreement is a
 * question in between.
 *
 * <p><b>Threads:</b> {@link #run} is the thread of the user's functions; {@link #told} and {@link #goodbye} are called by others.
 */
final class WorkerSession implements SchemaAgreement, Conversation {
    private static final int MAX_FRAME_BYTES = Integer.MAX_VALUE - 16;
    private static final long GOODBYE_MILLIS = 200;

    private final ControlChannel channel;
    private final Greeting greeting;
    private final WorkerJob job;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile boolean finished;

    WorkerSession(SocketChannel socket, Greeting greeting) throws IOException {
        this.channel = new ControlChannel(socket, MAX_FRAME_BYTES);
        this.greeting = greeting;
        this.job = new WorkerJob(greeting, this);
    }

    /** Until the coordinator closes the channel. */
    @Override
    public void run() throws IOException {
        send(Frame.HELLO, ByteBuffer.wrap(greeting.hello()));
        for (Frame frame = channel.next(); frame != null; frame = channel.next()) {
            if (!job.isObsolete(frame)) {
                Frame reply = job.reply(frame);
                send(reply.kind(), reply.payload());
            }
        }
        finished = true;
    }

    private void send(byte kind, ByteBuffer payload) throws IOException {
        writing.lock();
        try {
            finished |= kind == Frame.FINISHED;
            channel.begin(kind, payload.remaining()).put(payload);
            channel.end();
            channel.flush();
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void settle(int task, @Nullable BatchLayout layout) {
        WorkerJob.forgetInterrupt();
        FrameBuilder payload = new FrameBuilder().putInt(task).putByte((byte) (layout == null ? 0 : 1));
        if (layout != null) {
            layout.write(payload);
        }
        ask(Frame.SETTLE, payload.flip());
    }

    @Override
    public void note(FailureNote failure) {
        WorkerJob.forgetInterrupt();
        try {
            send(Frame.NOTE, failure.toFrame());
        } catch (IOException e) {
            throw new UncheckedIOException("the coordinator went away", e);
        }
    }

    @Override
    public SchemaFields await() {
        WorkerJob.forgetInterrupt();
        ByteBuffer agreed = ask(Frame.ASK_SCHEMA, WorkerJob.NOTHING).payload();
        if (!agreed.hasRemaining()) {
            throw new CancelledRunException();
        }
        return SchemaFields.read(agreed);
    }

    private Frame ask(byte question, ByteBuffer payload) {
        try {
            send(question, payload);
            Frame answer = channel.next();
            if (answer == null) {
                throw new CancelledRunException();
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException("the coordinator went away", e);
        }
    }

    /** Whether all has been said: the process ends by itself. */
    @Override
    public boolean isFinished() {
        return finished;
    }

    @Override
    public void told(int said, InputStream more) {
        if (said == WorkerMain.CANCEL) {
            job.cancel();
        } else if (said == WorkerMain.STACKS) {
            sayStacks();
        }
    }

    private void sayStacks() {
        byte[] text = Stacks.ofAll().getBytes(StandardCharsets.UTF_8);
        try {
            if (!finished && writing.tryLock(GOODBYE_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    send(Frame.STACKS, ByteBuffer.wrap(text));
                } finally {
                    writing.unlock();
                }
            }
        } catch (IOException e) {
            // The coordinator closed the channel, and does not want to know any more.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void goodbye() {
        try {
            if (!finished && writing.tryLock(GOODBYE_MILLIS, TimeUnit.MILLISECONDS)) {
                send(Frame.GOODBYE, WorkerJob.NOTHING);
            }
        } catch (IOException e) {
            // The coordinator closed the channel first and needs no goodbye.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
