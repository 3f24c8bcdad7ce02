package dev.arrowshare.ipc.map;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.ClosedException;
import dev.arrowshare.error.InterruptedRunException;
import dev.arrowshare.ipc.layout.ArrowFormat;
import dev.arrowshare.ipc.layout.Refused;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.CountedRegion;
import dev.arrowshare.memory.Memory;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.arrow.memory.ArrowBuf;

/**
 * The windows of a file that this process has mapped. A file that fits is one window; of a larger one, windows begin at a block's
 * page and are shared by the blocks that follow it, and a block of over 1 GiB gets a window a buffer.
 *
 * <p>Mapped privately where the file may be written to, so that a stray write through a vector hits a copy of the page instead of
 * killing the JVM; read-only otherwise.
 *
 * <p><b>Threads:</b> safe. <b>Ownership:</b> the opener closes it; windows that are held outlive that.
 */
public final class FileMapping implements AutoCloseable {
    /** The largest block that is mapped in one piece, unless the whole file is. */
    static final long LARGE_BLOCK_BYTES = 1L << 30;

    private static final int BUCKET_BITS = 30;
    private static final int MANY_WINDOWS = 512;
    private static final int WINDOWS_OF_KEPT = 8;
    private static final long LEAST_WINDOW_BYTES = 16L << 20;

    private final Path path;
    private final Limits limits;
    private final FileChannel channel;
    private final MapMode mode;
    private final boolean growing;
    private final long sealedBytes;
    private final ConcurrentSkipListMap<Long, Window> byStart = new ConcurrentSkipListMap<>();
    private final List<Window> mapped = new ArrayList<>();
    private final FileRanges dirtyRangesBefore = new FileRanges();
    private long dirtyBefore;
    private long keptBytes = Long.MAX_VALUE;
    private volatile boolean closed;

    /**
     * @param pieceBytes the most that one mapping may hold; on Java 17, 2 GiB − 1
     * @param foreign whether mappings are made through {@code java.lang.foreign}
     */
    record Limits(long pieceBytes, boolean foreign) {
        static Limits ofThisJvm() {
            return ForeignMapping.isSupported()
                    ? new Limits(Long.MAX_VALUE, true)
                    : new Limits(Integer.MAX_VALUE, false);
        }
    }

    private FileMapping(Path path, boolean growing, Limits limits) throws IOException {
        this.path = path;
        this.limits = limits;
        this.growing = growing;
        boolean writable = Files.isWritable(path);
        FileChannel opened = writable ? openForWriting(path) : FileChannel.open(path, StandardOpenOption.READ);
        this.mode = writable ? MapMode.PRIVATE : MapMode.READ_ONLY;
        this.channel = opened;
        try {
            this.sealedBytes = opened.size();
            if (mapsWhole() && sealedBytes > 0) {
                add(0, sealedBytes);
                opened.close();
            }
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** A private mapping needs a channel that could write; nothing ever does. */
    private static FileChannel openForWriting(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** A file that does not change any more. */
    public static FileMapping open(Path path) {
        return open(path, false, Limits.ofThisJvm());
    }

    /** A file that is still being appended to; windows end where it ended when they were mapped. */
    public static FileMapping growing(Path path) {
        return open(path, true, Limits.ofThisJvm());
    }

    static FileMapping open(Path path, boolean growing, Limits limits) {
        if (!path.getFileSystem().equals(FileSystems.getDefault())) {
            throw new ArrowShareException(path + ": is in the file system "
                    + path.getFileSystem().provider().getScheme()
                    + ", and an Arrow file is mapped, for which it has to be a local file: copy it");
        }
        try {
            return new FileMapping(path, growing, limits);
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    private static ArrowShareException failed(Path path, IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return new ArrowShareException(path + ": no such file", cause);
        }
        if (cause instanceof AccessDeniedException) {
            return new ArrowShareException(path + ": no permission to read it", cause);
        }
        if (cause instanceof ClosedByInterruptException) {
            return new InterruptedRunException(path + ": interrupted while mapping it", cause);
        }
        String reason =
                cause instanceof FileSystemException e && e.getReason() != null ? e.getReason() : cause.getMessage();
        return new ArrowShareException(path + ": cannot map it: " + reason, cause);
    }

    /** Size of the file when it was opened. */
    public long bytes() {
        return sealedBytes;
    }

    private boolean mapsWhole() {
        return !growing && sealedBytes <= limits.pieceBytes;
    }

    /**
     * So many bytes may stay mapped although nobody reads them, of a file that is followed: when more are asked for, windows are let go
     * of after their last reader.
     */
    public synchronized void keepMapped(long bytes) {
        keptBytes = bytes;
    }

    private long usualWindowBytes() {
        return Math.min(2 * LARGE_BLOCK_BYTES, Math.max(LEAST_WINDOW_BYTES, keptBytes / WINDOWS_OF_KEPT));
    }

    /** Bytes of the file that are mapped now. */
    public synchronized long mappedBytes() {
        return mapped.stream().mapToLong(Window::length).sum();
    }

    /** Whether a block of that length is mapped in one piece, rather than a window a buffer. */
    public boolean mapsInOnePiece(long blockBytes) {
        return mapsWhole() || blockBytes <= LARGE_BLOCK_BYTES || limits.foreign;
    }

    /** A window over at least that range, held once for the caller. */
    public Window window(long offset, long bytes) {
        for (; ; ) {
            if (closed) {
                throw new ClosedException(path + ": the file is closed");
            }
            Map.Entry<Long, Window> floor = byStart.floorEntry(offset);
            if (floor == null || !floor.getValue().covers(offset, bytes)) {
                map(offset, bytes);
            } else if (floor.getValue().tryRetain()) {
                return floor.getValue();
            }
        }
    }

    /** Those bytes as a buffer, counted once for the caller. */
    public ArrowBuf buffer(long offset, long bytes) {
        Window window = window(offset, bytes);
        long address = window.address(offset);
        return CountedRegion.of(address, bytes, CountedRegion.Kind.MAPPED, Allocators.root(), window::release)
                .buffer(0, bytes);
    }

    /** Where in the file these bytes of memory are, or -1 when no window holds them. */
    public synchronized long offsetOf(long address, long bytes) {
        for (Window window : mapped) {
            long offset = window.offsetOf(address, bytes);
            if (offset >= 0) {
                return offset;
            }
        }
        return -1;
    }

    private synchronized void map(long offset, long bytes) {
        Map.Entry<Long, Window> floor = byStart.floorEntry(offset);
        if (closed || (floor != null && floor.getValue().covers(offset, bytes))) {
            return;
        }
        // An interrupt during channel I/O would close the channel for every thread.
        boolean interrupted = Thread.interrupted();
        try {
            dropIdleWindows();
            long end = Math.min(channel.size(), offset + Math.max(bytes, usualWindowBytes()));
            if (bytes > end - offset) {
                throw Refused.corrupt("the file ends at " + channel.size() + ", inside of the block at " + offset);
            }
            long start = start(offset, bytes);
            add(start, length(offset, bytes, start, end));
        } catch (IOException e) {
            throw failed(path, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * A window begins at the page of the first block of its gigabyte that is asked for. When a block in front of it is asked for
     * later, the second window of that gigabyte begins with the gigabyte: reading backwards makes two windows, not thousands.
     */
    private long start(long offset, long bytes) {
        long page = offset & -(long) ArrowFormat.BLOCK_ALIGNMENT;
        long bucket = offset >>> BUCKET_BITS << BUCKET_BITS;
        Map.Entry<Long, Window> next = growing ? null : byStart.higherEntry(page);
        boolean isBefore = next != null && next.getKey() - bucket < LARGE_BLOCK_BYTES;
        return isBefore && offset + bytes - bucket <= limits.pieceBytes ? bucket : page;
    }

    private long length(long offset, long bytes, long start, long end) {
        long needed = offset + bytes - start;
        if (needed > limits.pieceBytes) {
            throw Refused.unsupported("a buffer of " + bytes + " bytes at " + offset + " cannot be mapped on Java "
                    + Runtime.version().feature() + ", where " + limits.pieceBytes
                    + " is the most; Java 22 and newer can");
        }
        return Math.max(needed, Math.min(end - start, Math.min(limits.pieceBytes, usualWindowBytes() - 1)));
    }

    private void add(long start, long length) throws IOException {
        Window window = new Window(start, length, mapRegion(start, length));
        mapped.add(window);
        byStart.put(start, window);
    }

    private CountedRegion mapRegion(long start, long length) throws IOException {
        if (limits.foreign) {
            ForeignMapping foreign = ForeignMapping.map(channel, mode, start, length);
            return region(foreign.address(), length, foreign::close);
        }
        MappedByteBuffer buffer = channel.map(mode, start, length);
        return region(Memory.address(buffer), length, () -> Memory.unmap(buffer));
    }

    private static CountedRegion region(long address, long length, Runnable unmap) {
        return CountedRegion.of(address, length, CountedRegion.Kind.MAPPED, Allocators.root(), unmap);
    }

    /** Follows a writer of many small blocks: a process may have 65,530 mappings, and each block could be one. */
    private void dropIdleWindows() {
        boolean areMany = mapped.size() >= MANY_WINDOWS || mappedBytes() > keptBytes - usualWindowBytes();
        if (!growing || !areMany) {
            return;
        }
        List<Window> idle = mapped.stream().filter(Window::isIdle).toList();
        idle.forEach(window -> byStart.values().remove(window));
        long dirty = Math.max(0, DirtyPages.bytes(idle));
        if (dirty > 0) {
            dirtyBefore += dirty;
            dirtyRangesBefore.addAll(PageMap.written(idle));
        }
        mapped.removeAll(idle);
        idle.forEach(Window::release);
    }

    /** Bytes of the windows that someone in this process wrote to, or -1 where the platform does not tell. */
    public synchronized long dirtyBytes() {
        long now = DirtyPages.bytes(mapped);
        return now < 0 ? now : now + dirtyBefore;
    }

    /** Where in the file the pages lie that someone in this process wrote to; nowhere where the platform does not tell. */
    synchronized FileRanges dirtyRanges() {
        FileRanges written = PageMap.written(mapped);
        written.addAll(dirtyRangesBefore);
        return written;
    }

    /** Whether memory differs from the file there. Not, when that can no longer be read. */
    boolean differs(long start, long end) {
        boolean interrupted = Thread.interrupted();
        Window window = window(start, end - start);
        try {
            return FileComparison.differs(channel, start, window.address(start), end - start);
        } finally {
            window.release();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Lets go of the windows: those that batches hold are unmapped with the last of these. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        byStart.clear();
        mapped.forEach(Window::release);
        mapped.clear();
        try {
            channel.close();
        } catch (IOException e) {
            throw failed(path, e);
        }
    }
}
