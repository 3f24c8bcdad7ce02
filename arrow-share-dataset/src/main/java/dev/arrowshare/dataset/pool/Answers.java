package dev.arrowshare.dataset.pool;

import dev.arrowshare.dataset.work.Failures;
import dev.arrowshare.dataset.work.FrameBuilder;
import dev.arrowshare.error.MapperException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer as bytes: {@code byte end, int retries, long nanos}, values, and of each failure {@code int offset, int attempts}, exception. */
final class Answers {
    private Answers() {}

    /** Results that cannot travel are failures of their tasks. */
    static void write(FrameBuilder to, ChunkAnswer answer, boolean stopsAtFailure) {
        ChunkAnswer sent = answer;
        FrameBuilder values = new FrameBuilder();
        try {
            Values.write(values, answer.values());
        } catch (MapperException e) {
            sent = withoutThoseThatCannot(answer, stopsAtFailure);
            values.clear();
            Values.write(values, sent.values());
        }
        to.putByte(sent.end().inFrames());
        to.putInt(sent.retries()).putLong(sent.nanos()).put(values.flip());
        to.putInt(sent.failures().size());
        for (TaskFailure failure : sent.failures()) {
            to.putInt(failure.offset()).putInt(failure.attempts()).put(Failures.write(failure.thrown()));
        }
    }

    private static ChunkAnswer withoutThoseThatCannot(ChunkAnswer answer, boolean stopsAtFailure) {
        List<@Nullable Object> values = new ArrayList<>(answer.values());
        List<TaskFailure> failures = new ArrayList<>(answer.failures());
        for (int i = 0; i < values.size(); i++) {
            MapperException reason = reasonAgainst(values.get(i));
            if (reason != null) {
                values.set(i, null);
                failures.add(new TaskFailure(i, reason, 1));
                if (stopsAtFailure) {
                    return new ChunkAnswer(
                            values.subList(0, i + 1),
                            failures,
                            answer.retries(),
                            answer.nanos(),
                            0,
                            ChunkAnswer.End.STOPPED);
                }
            }
        }
        return new ChunkAnswer(values, failures, answer.retries(), answer.nanos(), 0, answer.end());
    }

    private static @Nullable MapperException reasonAgainst(@Nullable Object value) {
        try {
            Values.write(new FrameBuilder(), java.util.Collections.singletonList(value));
            return null;
        } catch (MapperException e) {
            return new MapperException(
                    "the result cannot travel back from its worker process: " + e.getMessage(), e.getCause());
        }
    }

    static ChunkAnswer read(ByteBuffer from, ClassLoader loader) throws IOException, ClassNotFoundException {
        long bytes = from.remaining();
        ChunkAnswer.End end = ChunkAnswer.End.of(from.get());
        int retries = from.getInt();
        long nanos = from.getLong();
        List<@Nullable Object> values = Values.read(from, loader);
        List<TaskFailure> failures = new ArrayList<>();
        for (int left = from.getInt(); left > 0; left--) {
            int offset = from.getInt();
            int attempts = from.getInt();
            failures.add(new TaskFailure(offset, Failures.thrown(from, loader), attempts));
        }
        return new ChunkAnswer(values, failures, retries, nanos, bytes, end);
    }
}
