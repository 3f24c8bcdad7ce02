package dev.arrowshare.ipc.map;

import dev.arrowshare.ipc.layout.BatchHeader;
import dev.arrowshare.ipc.layout.ColumnLayout;
import dev.arrowshare.ipc.layout.Footer.Block;
import dev.arrowshare.ipc.layout.Message;
import dev.arrowshare.ipc.layout.Refused;
import dev.arrowshare.memory.CountedRegion;
import dev.arrowshare.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/** One block of a mapped file: its message, and its columns over the mapped pages. Vectors outlive it. */
public final class MappedBlock implements AutoCloseable {
    private final FileMapping mapping;
    private final Block block;
    private final boolean whole;
    private final Window window;
    private final Message message;

    private MappedBlock(FileMapping mapping, Block block) {
        this.mapping = mapping;
        this.block = block;
        this.whole = mapping.mapsInOnePiece(block.length());
        this.window = mapping.window(block.offset(), whole ? block.length() : block.metadataLength());
        try {
            this.message = Message.inBlock(Memory.buffer(window.address(block.offset()), block.metadataLength()));
            if (message.bodyLength() > block.bodyLength()) {
                throw Refused.corrupt("the message at " + block.offset() + " has a body of " + message.bodyLength()
                        + " bytes, its block of " + block.bodyLength());
            }
        } catch (RuntimeException | Error e) {
            window.release();
            throw e;
        }
    }

    public static MappedBlock open(FileMapping mapping, Block block) {
        return new MappedBlock(mapping, block);
    }

    public Message message() {
        return message;
    }

    /** Those columns; the caller owns the vectors. */
    public List<FieldVector> columns(BatchHeader header, List<ColumnLayout> columns, BufferAllocator allocator) {
        List<Window> held = new ArrayList<>(1);
        CountedRegion region = CountedRegion.of(
                0, Long.MAX_VALUE, CountedRegion.Kind.MAPPED, allocator, () -> held.forEach(Window::release));
        try {
            return ColumnLoader.columns(header, columns, body(header, region, held), allocator);
        } finally {
            region.release();
        }
    }

    private Body body(BatchHeader header, CountedRegion region, List<Window> held) {
        long start = block.offset() + block.metadataLength();
        if (whole) {
            window.retain();
            held.add(window);
            return Body.at(window.address(start), header, region);
        }
        return index -> windowed(start + header.bufferOffset(index), header.bufferLength(index), region, held);
    }

    private ArrowBuf windowed(long offset, long bytes, CountedRegion region, List<Window> held) {
        if (bytes == 0) {
            return region.buffer(window.address(block.offset()), 0);
        }
        Window own = mapping.window(offset, bytes);
        held.add(own);
        return region.buffer(own.address(offset), bytes);
    }

    @Override
    public void close() {
        window.release();
    }
}
