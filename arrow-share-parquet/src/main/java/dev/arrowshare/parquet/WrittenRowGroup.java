package dev.arrowshare.parquet;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * A row group that a {@link ParquetSink} has written to a file that is not complete yet: where its bytes are, and all that the file's
 * footer will say of it. Another process can go on from there.
 *
 * <pre>{@code
 * group.writeTo(journal);                                              // when it was written
 * WrittenRowGroup group = WrittenRowGroup.read(journal);               // by the next process
 * }</pre>
 *
 * <p>That the file has these bytes is for whoever keeps the record to know.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class WrittenRowGroup {
    private final long position;
    private final long bytes;
    private final byte[] tail;

    /** @param tail of the {@link EncodedRowGroup} */
    private WrittenRowGroup(long position, long bytes, byte[] tail) {
        this.position = position;
        this.bytes = bytes;
        this.tail = tail;
    }

    static WrittenRowGroup of(EncodedRowGroup group, long position) {
        return new WrittenRowGroup(position, group.chunks().bytes(), group.tail());
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
        to.writeInt(tail.length);
        to.write(tail);
    }

    /** What {@link #writeTo} has written. */
    public static WrittenRowGroup read(DataInput from) throws IOException {
        long position = from.readLong();
        long bytes = from.readLong();
        byte[] tail = new byte[from.readInt()];
        from.readFully(tail);
        return new WrittenRowGroup(position, bytes, tail);
    }

    @Override
    public String toString() {
        return "Row group in bytes " + position + " to " + end();
    }
}
