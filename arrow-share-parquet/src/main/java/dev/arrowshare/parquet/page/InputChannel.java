package dev.arrowshare.parquet.page;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.error.InterruptedRunException;
import dev.arrowshare.memory.Memory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A file of any file system that is read by position, into native memory. Never mapped: a file that is truncated meanwhile must be an
 * exception.
 *
 * <p>What will be read of a file that is not {@link #isLocal local} should be told {@link #readAhead beforehand}: it is then read by few
 * requests, ahead of need.
 *
 * <p><b>Threads:</b> safe, but an interrupt of a thread that reads closes the channel for all.
 */
public final class InputChannel implements AutoCloseable {
    /** Room for page indexes: more than a usual file has. */
    private static final long KEPT_BYTES = 64 << 20;

    private final Path path;
    private final FileBytes file;
    private final AtomicLong bytesRead = new AtomicLong();
    private PageChecks pageChecks = PageChecks.USUAL;
    private @Nullable ReadAhead ahead;
    private final ConcurrentSkipListMap<Long, ByteBuffer> kept = new ConcurrentSkipListMap<>();

    private InputChannel(Path path, FileBytes file) {
        this.path = path;
        this.file = file;
    }

    /** Opens a file whose pages will be read, with what is demanded of them. */
    public static InputChannel open(Path path, PageChecks checks) {
        InputChannel opened = open(path);
        opened.pageChecks = checks.forFile(opened.size());
        return opened;
    }

    PageChecks pageChecks() {
        return pageChecks;
    }

    public static InputChannel open(Path path) {
        if (Files.isDirectory(path)) {
            throw new ArrowShareException(path + ": is a folder, not a Parquet file");
        }
        try {
            return new InputChannel(path, FileBytes.open(path));
        } catch (NoSuchFileException e) {
            throw new ArrowShareException(path + ": no such file", e);
        } catch (AccessDeniedException e) {
            throw new ArrowShareException(path + ": no permission to read it", e);
        } catch (IOException | UnsupportedOperationException e) {
            throw new ArrowShareException(path + ": cannot be opened: " + e.getMessage(), e);
        }
    }

    public Path path() {
        return path;
    }

    /** Length of the file now. */
    public long size() {
        try {
            return file.size();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Bytes that were read so far, by all threads. */
    public long bytesRead() {
        return bytesRead.get();
    }

    /** Whether reading costs little more than the copy, as in the default file system. */
    public boolean isLocal() {
        return FileBytes.isLocal(path);
    }

    /**
     * Begins to read ranges that will be {@link #read} or {@link #skip skipped}, each byte once, soon.
     *
     * @param room how much may be read before it is wanted
     * @param whenAsked called once all of it is being read, or was
     */
    public void readAhead(List<FileRange> ranges, ReadRoom room, Runnable whenAsked, BufferAllocator allocator) {
        begin(new ReadAhead(this::request, path.toString(), ranges, null, room, whenAsked, allocator));
    }

    /**
     * Begins to read what will be told bit by bit to {@link #addAhead}, each byte once.
     *
     * @param planning adds some of it; false when all was added but what somebody needs at once
     */
    public void readAhead(BooleanSupplier planning, ReadRoom room, Runnable whenAsked, BufferAllocator allocator) {
        begin(new ReadAhead(this::request, path.toString(), List.of(), planning, room, whenAsked, allocator));
    }

    private void begin(ReadAhead reading) {
        ahead = reading;
        reading.start();
    }

    /** Of a file that is read ahead: these ranges are wanted too. */
    public void addAhead(List<FileRange> ranges) {
        if (ahead != null) {
            ahead.add(ranges);
        }
    }

    /** Reads small ranges at once, by few requests, and keeps them for whoever reads parts of them into arrays. */
    public void keep(List<FileRange> ranges) {
        for (ReadBlock block : ReadPlan.of(ranges, KEPT_BYTES)) {
            ByteBuffer bytes = ByteBuffer.allocate(block.bytes());
            request(block.begin, bytes);
            kept.put(block.begin, bytes.flip());
        }
    }

    private boolean isKept(long position, ByteBuffer target) {
        Map.Entry<Long, ByteBuffer> block = kept.floorEntry(position);
        long offset = block == null ? 0 : position - block.getKey();
        if (block == null || offset + target.remaining() > block.getValue().limit()) {
            return false;
        }
        target.put(block.getValue().slice((int) offset, target.remaining()));
        return true;
    }

    /** Whether nothing is left to be read ahead. */
    public boolean isAsked() {
        return ahead == null || ahead.isAsked();
    }

    /** Reads exactly that range of the file. */
    public void read(long position, long address, int bytes) {
        ReadAhead reading = ahead;
        if (reading == null) {
            request(position, address, bytes);
        } else {
            reading.read(position, address, bytes);
        }
    }

    /** Says that a range which was to be read ahead, or its rest, is not wanted any more. */
    void skip(long from, long to) {
        if (ahead != null) {
            ahead.skip(from, to);
        }
    }

    private void request(long position, long address, int bytes) {
        request(position, Memory.buffer(address, bytes));
    }

    /** Fills the buffer from that position of the file. */
    void read(long position, ByteBuffer target) {
        if (!isKept(position, target)) {
            request(position, target);
        }
    }

    private void request(long position, ByteBuffer target) {
        bytesRead.addAndGet(target.remaining());
        long at = position;
        try {
            while (target.hasRemaining()) {
                int count = file.read(target, at);
                if (count < 0) {
                    throw new CorruptFileException(path + ": ends at " + file.size() + " bytes, while "
                            + target.remaining() + " more are wanted from " + at + "; was it truncated?");
                }
                at += count;
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private RuntimeException failed(IOException e) {
        if (e instanceof ClosedByInterruptException) {
            return new InterruptedRunException(path + ": interrupted while reading it", e);
        }
        return new ArrowShareException(path + ": cannot be read: " + e, e);
    }

    /** Ends, soon, what is being read of a file that is not local: its threads fail. It still has to be closed. */
    public void cancel() {
        if (ahead != null) {
            ahead.stop();
            closeFile();
        }
    }

    /** Nobody may be reading any more. */
    @Override
    public void close() {
        if (ahead != null) {
            ahead.close();
        }
        closeFile();
    }

    private void closeFile() {
        try {
            file.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
