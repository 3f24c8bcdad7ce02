package dev.arrowshare.dataset.resume;

import dev.arrowshare.memory.Xxh64;
import dev.arrowshare.publish.StagedFile;
import dev.arrowshare.schema.SchemaFields;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The file that says what is finished: a mark, then frames of length, XXH64 and payload. A frame counts when it is whole, and those before
 * it are: a process may be killed between any two bytes.
 *
 * <p>The first frame is the job's identity. Of the others one says in which life of the machine those that follow were written, one what
 * the output's schema is, one what was done, and one up to where all of that is on the disk. Row groups are in the file of the output before
 * they are here: those of this life of the machine, since the system has what any process wrote, and those that are on the disk.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class Journal implements AutoCloseable {
    private static final long MARK = 0x3230_4C4E_524A_5341L;
    private static final int HEAD_BYTES = Integer.BYTES + Long.BYTES;
    private static final byte BOOT = 'B';
    private static final byte ON_DISK = 'D';
    private static final byte SCHEMA = 'S';
    private static final byte WORK = 'W';

    private final StagedFile file;
    private long end;

    Journal(StagedFile file) {
        this.file = file;
    }

    /**
     * Empties it, and says whose work will follow.
     *
     * @param boot the life of the machine; empty if that is not known
     */
    void begin(JobIdentity identity, String boot) throws IOException {
        file.truncate(0).position(0);
        ByteBuffer mark = ByteBuffer.allocate(Long.BYTES).putLong(MARK).flip();
        write(mark);
        end = Long.BYTES;
        append(identity::writeTo);
        continued(boot);
    }

    /** Says in which life of the machine what follows is written. */
    private void continued(String boot) throws IOException {
        append(to -> {
            to.writeByte(BOOT);
            to.writeUTF(boot);
        });
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
     * What follows the identity and can be relied on. The rest is cut off.
     *
     * @param outputBytes so many the file of the output has
     * @param boot of now
     */
    RecordedWork readWork(long outputBytes, String boot) throws IOException {
        long identityEnd = end;
        Reliable reliable = reliable(boot);
        end = identityEnd;
        RecordedWork work = new RecordedWork();
        long good = end;
        while (good < reliable.end && take(Objects.requireNonNull(readFrame()), work, outputBytes)) {
            good = end;
        }
        end = good;
        file.truncate(end);
        if (reliable.isOnDisk) {
            onDisk(end);
        }
        continued(boot);
        return work;
    }

    private record Reliable(long end, boolean isOnDisk) {}

    /** Of another life of the machine, or of an unknown one, only what was put on the disk. */
    private Reliable reliable(String boot) throws IOException {
        String lastBoot = "";
        long onDisk = end;
        for (byte[] payload = readFrame(); payload != null; payload = readFrame()) {
            DataInputStream in = input(payload);
            switch (in.readByte()) {
                case BOOT -> lastBoot = in.readUTF();
                case ON_DISK -> onDisk = in.readLong();
                default -> {}
            }
        }
        boolean isSameLife = !boot.isEmpty() && boot.equals(lastBoot);
        return isSameLife ? new Reliable(end, false) : new Reliable(onDisk, true);
    }

    private static boolean take(byte[] payload, RecordedWork work, long outputBytes) throws IOException {
        DataInputStream in = input(payload);
        switch (in.readByte()) {
            case SCHEMA -> work.settle(SchemaFields.read(ByteBuffer.wrap(in.readAllBytes())));
            case WORK -> {
                return work.add(WorkRecord.read(in), outputBytes);
            }
            default -> {}
        }
        return true;
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
        if (!fill(payload, end + HEAD_BYTES) || Xxh64.of(payload.array()) != hash) {
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

    /** Behind the last frame. */
    long end() {
        return end;
    }

    /** Says that the output has on the disk what the frames up to that position say. */
    void onDisk(long position) throws IOException {
        append(to -> {
            to.writeByte(ON_DISK);
            to.writeLong(position);
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
        frame.putInt(payload.length).putLong(Xxh64.of(payload)).put(payload).flip();
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

    @Override
    public void close() throws IOException {
        file.close();
    }
}
