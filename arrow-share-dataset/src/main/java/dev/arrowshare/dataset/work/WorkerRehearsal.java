package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.Columns;
import dev.arrowshare.dataset.Workers;
import dev.arrowshare.dataset.share.InputFile;
import dev.arrowshare.dataset.share.Travel;
import dev.arrowshare.ipc.ArrowFileWriter;
import dev.arrowshare.ipc.ArrowWriteOptions;
import dev.arrowshare.ipc.BlockLocation;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.MemoryBudget;
import dev.arrowshare.parquet.ParquetWriteOptions;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.SynchronousQueue;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;

/**
 * Does in one process what a worker does, from its first word to its last, so that the JVM notes which classes that takes: what a {@link
 * ClassDataArchive} is made of.
 */
public final class WorkerRehearsal {
    private static final int ROWS = 1_000;

    private WorkerRehearsal() {}

    /** Rehearses in the folder that is the one argument. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Path file = folder.resolve("rehearsal.arrow");
        BlockLocation block = write(file);
        play(folder, 0, file, block, new Output.Batches());
        play(folder, 1, file, block, new Output.RowGroups(ParquetWriteOptions.defaults()));
    }

    private static BlockLocation write(Path file) {
        try (Batch batch = batch();
                ArrowFileWriter writer = ArrowFileWriter.create(file, batch.schema(), ArrowWriteOptions.defaults())) {
            BlockLocation block = writer.append(batch);
            writer.publish(Map.of());
            return block;
        }
    }

    private static Batch batch() {
        BigIntVector id = new BigIntVector("id", Allocators.root());
        Float8Vector fare = new Float8Vector("fare", Allocators.root());
        VarCharVector note = new VarCharVector("note", Allocators.root());
        for (int i = 0; i < ROWS; i++) {
            id.setSafe(i, i);
            fare.setSafe(i, i / 3.0);
            note.setSafe(i, new byte[] {'n', (byte) ('a' + i % 26)});
        }
        List.of(id, fare, note).forEach(vector -> vector.setValueCount(ROWS));
        return Batch.of(ROWS, id, fare, note);
    }

    private static void play(Path folder, int number, Path file, BlockLocation block, Output output) throws Exception {
        Token token = Token.random();
        Path socket = folder.resolve("rehearsal" + number + ".sock");
        SynchronousQueue<ControlChannel> arrived = new SynchronousQueue<>();
        Doorway doorway = new Doorway(socket, token, (worker, channel) -> put(arrived, channel));
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            WorkerSession session = new WorkerSession(channel, new Greeting(token, number, folder));
            Thread worker = new Thread(() -> run(session));
            worker.start();
            try (ControlChannel coordinator = arrived.take()) {
                converse(coordinator, plan(file, output), new Task(0, 0, 0, List.of(block), ROWS));
            }
            worker.join();
        } finally {
            doorway.close();
        }
    }

    private static void put(SynchronousQueue<ControlChannel> arrived, ControlChannel channel) {
        try {
            arrived.put(channel);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(WorkerSession session) {
        try {
            session.run();
        } catch (IOException e) {
            throw new IllegalStateException("the rehearsal failed", e);
        }
    }

    private static RunPlan plan(Path file, Output output) {
        Step step = new Step.Map(WorkerRehearsal::map);
        RunMemory memory = RunMemory.of(MemoryBudget.ofMachine(), Workers.processes(1), 1);
        return new RunPlan(
                InputFile.sealed(file), List.of(step), Attach.ANY, output, memory, Optional.empty(), FailureRules.STOP);
    }

    private static Batch map(Batch batch) {
        Float8Vector fare = batch.column("fare", Float8Vector.class);
        return batch.with(Columns.float8("twice", fare, fare, Double::sum));
    }

    /** The coordinator's part. */
    private static void converse(ControlChannel channel, RunPlan plan, Task task) throws IOException {
        byte[] packed = Travel.pack(plan).bytes();
        ClassCargo none = ClassCargo.of(Set.of());
        ByteBuffer to = channel.begin(Frame.PLAN, none.bytes() + Integer.BYTES + packed.length);
        none.put(to);
        Frame.put(to, packed);
        channel.end();
        TaskFrames.write(channel, task, new int[0]);
        channel.flush();
        byte[] schema = new byte[0];
        for (Frame frame = channel.next(); frame != null; frame = channel.next()) {
            switch (frame.kind()) {
                case Frame.FAILURE -> throw Failures.read(frame.payload(), WorkerRehearsal.class.getClassLoader());
                case Frame.SETTLE -> {
                    schema = settled(frame.payload());
                    say(channel, Frame.SCHEMA, new byte[0]);
                }
                case Frame.ASK_SCHEMA -> say(channel, Frame.SCHEMA, schema);
                case Frame.ANSWER -> say(channel, Frame.FINISH, new byte[0]);
                case Frame.FINISHED -> {
                    return;
                }
                default -> {}
            }
        }
    }

    /** The schema of the first result, which thereby is the output's. */
    private static byte[] settled(ByteBuffer payload) {
        payload.getInt();
        boolean hasLayout = payload.get() == 1;
        if (!hasLayout) {
            throw new IllegalStateException("the rehearsal's first task has no result");
        }
        return BatchLayout.read(payload).columns().bytes();
    }

    private static void say(ControlChannel channel, byte kind, byte[] payload) throws IOException {
        channel.begin(kind, payload.length).put(payload);
        channel.end();
        channel.flush();
    }
}
