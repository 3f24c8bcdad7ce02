package dev.arrowshare.parquet;

import dev.arrowshare.error.CorruptFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * A row group as it will stand in a file, with its metadata. It can be written to a file's range and read from there by another
 * process; its chunks are then never copied through Java memory.
 *
 * <pre>{@code
 * long bytes = group.writeTo(channel, position);                                       // in a worker
 * sink.append(EncodedRowGroup.read(channel, position, bytes));                         // in the coordinator
 * }</pre>
 *
 * <p>Its bytes are those of a Parquet file of one row group without the magic numbers: chunks, column indexes, offset indexes, footer,
 * the footer's length; every offset counts from the first chunk's first byte.
 *
 * <p><b>Threads:</b> one at a time.
 *
 * <p><b>Ownership:</b> the caller closes it. One that was read from a channel or buffer stays valid as long as those are, and does not
 * close them.
 *
 * <p><b>Errors:</b> {@link CorruptFileException} from {@code read} when the range holds no encoded row group.
 */
public final class EncodedRowGroup implements AutoCloseable {
    private static final int LENGTH_BYTES = 4;

    private final FileMetaData footer;
    private final RowGroupBytes chunks;
    private final byte[] tail;

    /**
     * @param chunks the column chunks
     * @param tail all that follows them: indexes, footer, footer length
     */
    EncodedRowGroup(FileMetaData footer, RowGroupBytes chunks, byte[] tail) {
        this.footer = footer;
        this.chunks = chunks;
        this.tail = tail;
    }

    public long rows() {
        return footer.getNum_rows();
    }

    /** What {@code writeTo} will write. */
    public long bytes() {
        return chunks.bytes() + tail.length;
    }

    /** Writes everything to {@code [position, position + bytes())} and returns {@link #bytes}. The channel is left behind it. */
    public long writeTo(FileChannel channel, long position) throws IOException {
        channel.position(position);
        chunks.writeTo(channel);
        RowGroupBytes.write(ByteBuffer.wrap(tail), channel);
        return bytes();
    }

    /** Writes everything at the buffer's position, which moves by {@link #bytes}. */
    public void writeTo(ByteBuffer buffer) throws IOException {
        chunks.writeTo(buffer);
        buffer.put(tail);
    }

    /** What {@link #writeTo(FileChannel, long)} has written to that range. */
    public static EncodedRowGroup read(FileChannel channel, long position, long bytes) throws IOException {
        return read(new RowGroupBytes.OfChannel(channel, position, bytes), "a range of " + bytes + " bytes");
    }

    /** What {@link #writeTo(ByteBuffer)} has written between the buffer's position and its limit. */
    public static EncodedRowGroup read(ByteBuffer buffer) throws IOException {
        return read(new RowGroupBytes.OfBuffer(buffer.slice()), "a buffer of " + buffer.remaining() + " bytes");
    }

    private static EncodedRowGroup read(RowGroupBytes all, String where) throws IOException {
        long footerEnd = all.bytes() - LENGTH_BYTES;
        int footerBytes = footerEnd < 0 ? 0 : littleEndian(all.read(footerEnd, LENGTH_BYTES));
        if (footerBytes <= 0 || footerBytes > footerEnd) {
            throw new CorruptFileException(where + " holds no encoded row group");
        }
        FileMetaData footer = footer(all.read(footerEnd - footerBytes, footerBytes), where);
        long chunkBytes = chunkBytes(footer.getRow_groups().get(0));
        if (chunkBytes < 0 || chunkBytes > footerEnd - footerBytes) {
            throw new CorruptFileException(
                    where + " holds an encoded row group that speaks of " + chunkBytes + " bytes of column chunks");
        }
        byte[] tail = all.read(chunkBytes, Math.toIntExact(all.bytes() - chunkBytes));
        return new EncodedRowGroup(footer, all.first(chunkBytes), tail);
    }

    /** One of which the tail is known. */
    static EncodedRowGroup of(RowGroupBytes chunks, byte[] tail) {
        String where = "a tail of " + tail.length + " bytes";
        byte[] length = Arrays.copyOfRange(tail, Math.max(0, tail.length - LENGTH_BYTES), tail.length);
        int footerBytes = length.length < LENGTH_BYTES ? 0 : littleEndian(length);
        int begin = tail.length - LENGTH_BYTES - footerBytes;
        if (footerBytes <= 0 || begin < 0) {
            throw new CorruptFileException(where + " holds no encoded row group");
        }
        return new EncodedRowGroup(footer(Arrays.copyOfRange(tail, begin, begin + footerBytes), where), chunks, tail);
    }

    /** Chunks, and the bloom filters behind them. */
    private static long chunkBytes(RowGroup rowGroup) {
        return rowGroup.getTotal_compressed_size()
                + rowGroup.getColumns().stream()
                        .mapToLong(chunk -> chunk.getMeta_data().getBloom_filter_length())
                        .sum();
    }

    private static FileMetaData footer(byte[] bytes, String where) {
        try {
            FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(bytes));
            if (footer.getRow_groupsSize() == 1) {
                return footer;
            }
        } catch (IOException | RuntimeException e) {
            throw new CorruptFileException(where + " holds no encoded row group: " + e.getMessage(), e);
        }
        throw new CorruptFileException(where + " holds no encoded row group, but a footer of another number of them");
    }

    private static int littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    /** Schema, metadata and the one row group; offsets count from the first chunk's first byte. */
    FileMetaData footer() {
        return footer;
    }

    RowGroup rowGroup() {
        return footer.getRow_groups().get(0);
    }

    /** Indexes, footer, footer length. */
    byte[] tail() {
        return tail;
    }

    RowGroupBytes chunks() {
        return chunks;
    }

    /** The part of the tail that footer offsets {@code [offset, offset + length)} mean. */
    ByteArrayInputStream index(long offset, int length) {
        return new ByteArrayInputStream(tail, Math.toIntExact(offset - chunks.bytes()), length);
    }

    /** Gives memory back; the bytes that {@code writeTo} wrote are not touched. */
    @Override
    public void close() {
        chunks.close();
    }
}
