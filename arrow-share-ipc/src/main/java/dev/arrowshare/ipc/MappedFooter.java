package dev.arrowshare.ipc;

import dev.arrowshare.error.ClosedException;
import dev.arrowshare.ipc.layout.ArrowFormat;
import dev.arrowshare.ipc.layout.DeclaredSchema;
import dev.arrowshare.ipc.layout.Footer;
import dev.arrowshare.ipc.layout.Refused;
import dev.arrowshare.ipc.map.FileMapping;
import dev.arrowshare.ipc.map.Window;
import dev.arrowshare.memory.Memory;
import dev.arrowshare.memory.Xxh64;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A sealed file's footer, read in place: found from the file's end, and held while it is read. */
final class MappedFooter implements AutoCloseable {
    private static final int SMALLEST_FILE = ArrowFormat.HEAD_BYTES + ArrowFormat.TAIL_BYTES;

    private final Path path;
    private final FileMapping mapping;
    private final Window window;
    private final long start;
    private final int length;
    private final Footer footer;
    private final ReentrantReadWriteLock closing = new ReentrantReadWriteLock();
    private boolean closed;
    private volatile @Nullable FooterNotes notes;

    private MappedFooter(Path path, FileMapping mapping, long start, int length) {
        this.path = path;
        this.mapping = mapping;
        this.start = start;
        this.length = length;
        this.window = mapping.window(start, length);
        try {
            this.footer = new Footer(Memory.buffer(window.address(start), length), start);
        } catch (RuntimeException | Error e) {
            window.release();
            throw e;
        }
    }

    static MappedFooter open(Path path) {
        FileMapping mapping = FileMapping.open(path);
        try {
            int length = footerLength(mapping);
            return new MappedFooter(path, mapping, mapping.bytes() - ArrowFormat.TAIL_BYTES - length, length);
        } catch (RuntimeException | Error e) {
            mapping.close();
            throw e;
        }
    }

    private static int footerLength(FileMapping mapping) {
        long size = mapping.bytes();
        if (size < SMALLEST_FILE) {
            throw Refused.corrupt(size + " bytes are too few for an Arrow file");
        }
        requireMagic(mapping);
        long tail = size - ArrowFormat.TAIL_BYTES;
        Window window = mapping.window(tail, ArrowFormat.TAIL_BYTES);
        try {
            ByteBuffer bytes = Memory.buffer(window.address(tail), ArrowFormat.TAIL_BYTES);
            int length = bytes.getInt(0);
            if (!text(bytes, Integer.BYTES).equals(ArrowFormat.MAGIC)) {
                throw Refused.corrupt(
                        "it does not end with " + ArrowFormat.MAGIC + ": truncated, or still being written");
            }
            if (length <= 0 || length > tail - ArrowFormat.HEAD_BYTES) {
                throw Refused.corrupt("its footer is said to have " + length + " bytes; the file has " + size);
            }
            return length;
        } finally {
            window.release();
        }
    }

    private static void requireMagic(FileMapping mapping) {
        Window window = mapping.window(0, ArrowFormat.HEAD_BYTES);
        try {
            FileHead.requireMagic(Memory.buffer(window.address(0), ArrowFormat.HEAD_BYTES));
        } finally {
            window.release();
        }
    }

    private static String text(ByteBuffer bytes, int from) {
        return StandardCharsets.ISO_8859_1
                .decode(bytes.slice(from, ArrowFormat.MAGIC.length()))
                .toString();
    }

    FileMapping mapping() {
        return mapping;
    }

    DeclaredSchema schema() {
        return footer.schema();
    }

    int batchCount() {
        return footer.batchCount();
    }

    int dictionaryCount() {
        return footer.dictionaryCount();
    }

    /** Where blocks end. */
    long start() {
        return start;
    }

    /** Reads the footer while it is certain to be mapped. */
    <T> T read(Function<Footer, T> reader) {
        closing.readLock().lock();
        try {
            if (closed) {
                throw new ClosedException(path + ": the file is closed");
            }
            return reader.apply(footer);
        } finally {
            closing.readLock().unlock();
        }
    }

    /** Whether this library sealed the file. */
    boolean isOurs() {
        return read(FooterNotes::isOurs);
    }

    /**
     * Whether the file is complete and another program wrote it. One without a footer is being written, by a writer of this library:
     * nobody else tells where its blocks lie.
     */
    static boolean isForeign(FileMapping mapping) {
        if (!endsWithMagic(mapping)) {
            return false;
        }
        try {
            int length = footerLength(mapping);
            long start = mapping.bytes() - ArrowFormat.TAIL_BYTES - length;
            Window window = mapping.window(start, length);
            try {
                return !FooterNotes.isOurs(new Footer(Memory.buffer(window.address(start), length), start));
            } finally {
                window.release();
            }
        } catch (RuntimeException malformed) {
            // Ours are not.
            return true;
        }
    }

    private static boolean endsWithMagic(FileMapping mapping) {
        long at = mapping.bytes() - ArrowFormat.MAGIC.length();
        if (at < ArrowFormat.HEAD_BYTES) {
            return false;
        }
        Window window = mapping.window(at, ArrowFormat.MAGIC.length());
        try {
            return text(Memory.buffer(window.address(at), ArrowFormat.MAGIC.length()), 0)
                    .equals(ArrowFormat.MAGIC);
        } finally {
            window.release();
        }
    }

    /** What is noted in the footer's metadata, read once. */
    FooterNotes noted() {
        FooterNotes known = notes;
        if (known == null) {
            known = read(parsed -> FooterNotes.of(parsed.metadata()));
            notes = known;
        }
        return known;
    }

    /** XXH64 of the footer itself. */
    String hash() {
        return read(parsed -> HexFormat.of().toHexDigits(Xxh64.of(window.address(start), length)));
    }

    @Override
    public void close() {
        closing.writeLock().lock();
        try {
            closed = true;
            window.release();
        } finally {
            closing.writeLock().unlock();
        }
    }
}
