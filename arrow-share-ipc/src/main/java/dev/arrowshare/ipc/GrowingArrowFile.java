package dev.arrowshare.ipc;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.ipc.MappedBatches.Place;
import dev.arrowshare.ipc.layout.ArrowFormat;
import dev.arrowshare.ipc.layout.DeclaredSchema;
import dev.arrowshare.ipc.layout.Footer.Block;
import dev.arrowshare.ipc.layout.Message;
import dev.arrowshare.ipc.layout.Refused;
import dev.arrowshare.ipc.map.DirtyColumns;
import dev.arrowshare.ipc.map.FileMapping;
import dev.arrowshare.ipc.map.Window;
import dev.arrowshare.memory.Memory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * An Arrow file that is still being written, or was: batches are found by {@link BlockLocation}, and nothing is mapped that was
 * not written yet.
 *
 * <pre>{@code
 * BlockLocation block = writer.append(batch);                       // in one process
 * try (GrowingArrowFile file = ArrowFile.follow(path);              // in another
 *         Batch same = file.batch(block, allocator)) { … }
 * }</pre>
 *
 * <p><b>Threads, Ownership, Errors:</b> as for {@link ArrowFile}.
 */
public final class GrowingArrowFile implements AutoCloseable {
    private final Path path;
    private final MappedBatches batches;

    private GrowingArrowFile(Path path, FileMapping mapping) {
        this.path = path;
        MessageWalk walk = new MessageWalk(mapping);
        this.batches =
                new MappedBatches(path, mapping, walk.schema(), walk::dictionary, MappedFooter.isForeign(mapping));
    }

    static GrowingArrowFile open(Path path) {
        return Reading.of(path, () -> {
            FileMapping mapping = FileMapping.growing(path);
            try {
                return new GrowingArrowFile(path, mapping);
            } catch (RuntimeException | Error e) {
                mapping.close();
                throw e;
            }
        });
    }

    /** The columns as a batch has them: a dictionary-encoded column's type is that of its indices. */
    public Schema schema() {
        return batches.schema().memory().schema();
    }

    /** The columns as the file declares them: a dictionary-encoded column's type is that of its values. */
    public Schema declaredSchema() {
        return batches.schema().declared().schema();
    }

    public Path path() {
        return path;
    }

    /** The batch at that place, with all columns. */
    public Batch batch(BlockLocation block, BufferAllocator allocator) {
        batches.requireOpen();
        return Reading.of(path, () -> batches.read(place(block), allocator));
    }

    /** The batch at that place, with those columns; no page of another column is touched. */
    public Batch batch(BlockLocation block, List<String> columns, BufferAllocator allocator) {
        batches.requireOpen();
        return Reading.of(path, () -> batches.read(place(block), columns, allocator));
    }

    private static Place place(BlockLocation location) {
        return new Place(block(location), location.dictionaryBlocks(), () -> "the batch at " + location.offset());
    }

    private static Block block(BlockLocation location) {
        Block block = new Block(location.offset(), location.metadataLength(), location.bodyLength());
        block.requireBefore(Long.MAX_VALUE);
        return block;
    }

    /**
     * Notes that a batch has rows of this file, where another program wrote that: nobody has checked them. For batches whose buffers
     * were found with {@link #offsetOf} in another process; those of {@link #batch} know.
     *
     * @param name what errors call the batch
     */
    public Batch markUnchecked(Batch batch, String name) {
        return batches.markMixed(batch, name);
    }

    /** So many bytes may stay mapped although no batch of them is open; the rest is let go of when more is asked for. */
    public void keepMapped(long bytes) {
        batches.mapping().keepMapped(bytes);
    }

    /** Where in the file these bytes of this process's memory are; -1 when they are not mapped from it. */
    public long offsetOf(long address, long bytes) {
        return batches.mapping().offsetOf(address, bytes);
    }

    /** Those bytes of the file, mapped: what {@link #offsetOf} named in another process. Counted once, for the caller to release. */
    public ArrowBuf buffer(long offset, long bytes) {
        if (offset < 0 || bytes < 0 || offset > Long.MAX_VALUE - bytes) {
            throw new IllegalArgumentException("no bytes lie at " + offset + " with length " + bytes);
        }
        return Reading.of(path, () -> batches.mapping().buffer(offset, bytes));
    }

    /** Checks the contents of one batch. */
    public void validate(BlockLocation block) {
        batches.requireOpen();
        Reading.run(path, () -> batches.validate(place(block)));
    }

    /** Bytes of the mapping that someone in this process wrote to, or -1 where the platform does not tell (it does on Linux). */
    public long dirtyBytes() {
        batches.requireOpen();
        return batches.mapping().dirtyBytes();
    }

    /**
     * Of each of those blocks, the columns that someone in this process wrote to, with the bytes of their written pages; none where
     * the platform does not tell. {@link #dirtyBytes} is cheaper, and says whether to ask.
     */
    public List<Map<String, Long>> dirtyColumns(List<BlockLocation> blocks) {
        batches.requireOpen();
        List<Block> places = blocks.stream().map(GrowingArrowFile::block).toList();
        return Reading.of(
                path, () -> DirtyColumns.of(batches.mapping(), batches.schema().columns(), places));
    }

    /** Holds this file once more: it then needs one more {@link #close}. */
    public GrowingArrowFile retain() {
        batches.retain();
        return this;
    }

    @Override
    public void close() {
        batches.close();
    }

    @Override
    public String toString() {
        return "Growing Arrow file " + path;
    }

    /** Finds dictionary blocks by going from message to message, since there is no footer yet; each message is seen once. */
    private static final class MessageWalk {
        private final FileMapping mapping;
        private final DeclaredSchema schema;
        private long at;

        MessageWalk(FileMapping mapping) {
            this.mapping = mapping;
            Window window = mapping.window(0, ArrowFormat.HEAD_BYTES);
            try {
                FileHead.requireMagic(Memory.buffer(window.address(0), ArrowFormat.HEAD_BYTES));
            } finally {
                window.release();
            }
            this.at = ArrowFormat.HEAD_BYTES;
            DeclaredSchema[] found = new DeclaredSchema[1];
            next((message, block) -> found[0] = message.schema());
            this.schema = found[0];
        }

        private interface Visitor {
            void visit(Message message, Block block);
        }

        DeclaredSchema schema() {
            return schema;
        }

        /** The next dictionary block; they are asked for one after the other. */
        Block dictionary(int index) {
            Block[] found = new Block[1];
            while (found[0] == null) {
                next((message, block) -> found[0] = message.isDictionary() ? block : null);
            }
            return found[0];
        }

        private void next(Visitor visitor) {
            int metadata = metadataLength();
            Window window = mapping.window(at, metadata);
            try {
                ByteBuffer bytes = Memory.buffer(window.address(at), metadata);
                Message message = Message.inBlock(bytes);
                visitor.visit(message, new Block(at, metadata, message.bodyLength()));
                at += metadata + message.bodyLength();
            } finally {
                window.release();
            }
        }

        private int metadataLength() {
            Window window = mapping.window(at, ArrowFormat.PREFIX_BYTES);
            try {
                int continuation = Memory.getInt(window.address(at));
                int length = Memory.getInt(window.address(at) + Integer.BYTES);
                if (continuation != ArrowFormat.CONTINUATION || length <= 0) {
                    throw Refused.corrupt("no message at " + at + ", where one should follow");
                }
                return Math.addExact(length, ArrowFormat.PREFIX_BYTES);
            } finally {
                window.release();
            }
        }
    }
}
