package dev.arrowshare.dataset.resume;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.memory.Xxh64;
import dev.arrowshare.publish.StagedFile;
import dev.arrowshare.schema.SchemaFields;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * The file that says what is finished: a mark, then frames of length, XXH64 and payload. A frame counts when it is whole, and those before
 * it are: a process may be killed between any two bytes, and after a power failure any of them may be missing.
 *
 * <p>The first frame is the job's identity, the second the output's schema, the others are what was done. Row groups are in the file of the
 * output before they are here.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class Journal implements AutoCloseable {
    private static final long MARK = 0x3130_4C4E_524A_5341L;
    private static final int HEAD_BYTES = Integer.BYTES + Long.BYTES;
    private static final byte SCHEMA = 'S';
    private static final byte WORK = 'W';

    private final StagedFile file;
    private long end;

    Journal(StagedFile file) {
        this.file = file;
    }

    /** Empties it, and says whose work will follow. */
    void begin(JobIdentity identity) throws IOException {
        file.truncate(0).position(0);
        ByteBuffer mark = ByteBuffer.allocate(Long.BYTES).putLong(MARK).flip();
        write(mark);
        end = Long.BYTES;
        append(identity::writeTo);
    }

    /** Whose work it holds; null if it does not say. */
    @Nullable
    JobIdentity readIdentity() throws IOException {
        ByteBuffer mark = ByteBuffer.allocate(Long.BYTES);
        if (!fill(mark, 0) || mark.flip().getLong() != MARK) {
            return null;
        }
        end = Long.BYTES;
        byte[] payload = readFrame();
        return payload == null ? null : JobIdentity.read(input(payload));
    }

    /**
     * What follows the identity, up to the first frame that is not whole or whose row groups are not in the file. The next frame is
     * appended there.
     */
    RecordedWork readWork(FileChannel output) throws IOException {
        RecordedWork work = new RecordedWork();
        for (long good = end; ; good = end) {
            byte[] payload = readFrame();
            if (payload == null || !take(payload, work, output)) {
                end = good;
                file.truncate(end);
                return work;
            }
        }
    }

    private static boolean take(byte[] payload, RecordedWork work, FileChannel output) throws IOException {
        DataInputStream in = input(payload);
        byte kind = in.readByte();
        if (kind == SCHEMA) {
            work.settle(SchemaFields.read(ByteBuffer.wrap(in.readAllBytes())));
            return true;
        }
        return kind == WORK && work.add(WorkRecord.read(in), output);
    }

    /** The frame at the end of those read so far, which is behind it then; null if there is no whole one. */
    private byte @Nullable [] readFrame() throws IOException {
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        if (!fill(head, end)) {
            return null;
        }
        int length = head.flip().getInt();
        long hash = head.getLong();
        if (length <= 0 || length > file.size() - end - HEAD_BYTES) {
            return null;
        }
        ByteBuffer payload = ByteBuffer.allocate(length);
        if (!fill(payload, end + HEAD_BYTES) || hash(payload.array()) != hash) {
            return null;
        }
        end += HEAD_BYTES + length;
        return payload.array();
    }

    private boolean fill(ByteBuffer room, long from) throws IOException {
        long at = from;
        while (room.hasRemaining()) {
            int read = file.channel().read(room, at);
            if (read < 0) {
                return false;
            }
            at += read;
        }
        return true;
    }

    void schema(SchemaFields schema) throws IOException {
        append(to -> {
            to.writeByte(SCHEMA);
            to.write(schema.bytes());
        });
    }

    void work(WorkRecord record) throws IOException {
        append(to -> {
            to.writeByte(WORK);
            record.writeTo(to);
        });
    }

    @FunctionalInterface
    private interface Content {
        void writeTo(DataOutputStream to) throws IOException;
    }

    private void append(Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream to = new DataOutputStream(bytes)) {
            content.writeTo(to);
        }
        byte[] payload = bytes.toByteArray();
        ByteBuffer frame = ByteBuffer.allocate(HEAD_BYTES + payload.length);
        frame.putInt(payload.length).putLong(hash(payload)).put(payload).flip();
        file.position(end);
        int length = frame.remaining();
        write(frame);
        end += length;
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    private static DataInputStream input(byte[] payload) {
        return new DataInputStream(new ByteArrayInputStream(payload));
    }

    private static long hash(byte[] payload) {
        long address = Memory.allocate(payload.length);
        try {
            Memory.copy(payload, 0, address, payload.length);
            return Xxh64.of(address, payload.length);
        } finally {
            Memory.free(address);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
