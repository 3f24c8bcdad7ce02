package dev.arrowshare.parquet;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.memory.Xxh64;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A row group that a {@link ParquetSink} has written to a file that is not complete yet: where its bytes are, their checksum, and all that
 * the file's footer will say of it. Another process can go on from there.
 *
 * <pre>{@code
 * group.writeTo(journal);                                              // when it was written
 * WrittenRowGroup group = WrittenRowGroup.read(journal);               // by the next process
 * if (group.isIn(file)) { … }
 * }</pre>
 *
 * <p><b>Threads:</b> immutable.
 */
public final class WrittenRowGroup {
    private static final int STEP = 1 << 20;

    private final long position;
    private final long bytes;
    private final long checksum;
    private final byte[] tail;

    /**
     * @param checksum XXH64 of the bytes
     * @param tail of the {@link EncodedRowGroup}
     */
    WrittenRowGroup(long position, long bytes, long checksum, byte[] tail) {
        this.position = position;
        this.bytes = bytes;
        this.checksum = checksum;
        this.tail = tail;
    }

    /** Which version of which program writes row groups: another one may write others. */
    public static String writer() {
        return FileFooter.CREATED_BY;
    }

    /** Where the first row group of a file begins. */
    public static long firstPosition() {
        return ParquetSink.MAGIC.length;
    }

    /** Of its first byte in the file. */
    public long position() {
        return position;
    }

    /** Of the byte behind its last. */
    public long end() {
        return position + bytes;
    }

    /** The row group, whose bytes are in that file. */
    EncodedRowGroup in(FileChannel file) throws IOException {
        return EncodedRowGroup.of(new RowGroupBytes.OfChannel(file, position, bytes), tail);
    }

    public void writeTo(DataOutput to) throws IOException {
        to.writeLong(position);
        to.writeLong(bytes);
        to.writeLong(checksum);
        to.writeInt(tail.length);
        to.write(tail);
    }

    /** What {@link #writeTo} has written. */
    public static WrittenRowGroup read(DataInput from) throws IOException {
        long position = from.readLong();
        long bytes = from.readLong();
        long checksum = from.readLong();
        byte[] tail = new byte[from.readInt()];
        from.readFully(tail);
        return new WrittenRowGroup(position, bytes, checksum, tail);
    }

    /** Whether its bytes are in that file as they were written: after a power failure they need not be. */
    public boolean isIn(FileChannel file) throws IOException {
        if (end() > file.size()) {
            return false;
        }
        Xxh64 hash = new Xxh64();
        long scratch = Memory.allocate(STEP);
        try {
            for (long at = position; at < end(); ) {
                ByteBuffer room = Memory.buffer(scratch, (int) Math.min(STEP, end() - at));
                int read = file.read(room, at);
                if (read <= 0) {
                    return false;
                }
                hash.update(scratch, read);
                at += read;
            }
            return hash.value() == checksum;
        } finally {
            Memory.free(scratch);
            hash.free();
        }
    }

    @Override
    public String toString() {
        return "Row group in bytes " + position + " to " + end();
    }
}
