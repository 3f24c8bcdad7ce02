package dev.arrowshare.dataset.work;

import dev.arrowshare.ipc.map.MappedSegment;
import dev.arrowshare.memory.CountedRegion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/**
 * The result segments of one worker, as the coordinator maps them. When the last buffer of an answer goes, the worker is told, with its
 * next task, that it may fill the segment again.
 *
 * <p><b>Threads:</b> answers are made by one thread; their buffers are released by any.
 *
 * <p><b>Ownership:</b> a segment stays mapped until this is closed and its last buffer is released.
 */
final class ResultSegments implements AutoCloseable {
    private final Path folder;
    private final int worker;
    private final BufferAllocator allocator;
    private final Map<Integer, CountedRegion> mapped = new HashMap<>();
    private final ConcurrentLinkedQueue<Integer> freed = new ConcurrentLinkedQueue<>();

    ResultSegments(Path folder, int worker, BufferAllocator allocator) {
        this.folder = folder;
        this.worker = worker;
        this.allocator = allocator;
    }

    /** The segments that answers have let go of since the last call, once for each answer. */
    int[] takeFreed() {
        if (freed.isEmpty()) {
            return new int[0];
        }
        List<Integer> taken = new ArrayList<>();
        for (Integer number = freed.poll(); number != null; number = freed.poll()) {
            taken.add(number);
        }
        return taken.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Begins an answer. The caller closes it when its buffers are retained. */
    Answer answer() {
        return new Answer();
    }

    private CountedRegion map(int number, long bytes) throws IOException {
        CountedRegion region = mapped.get(number);
        if (region == null) {
            MappedSegment segment = MappedSegment.attach(SegmentSpace.file(folder, worker, number), bytes);
            region = CountedRegion.of(segment.address(), bytes, CountedRegion.Kind.MAPPED, allocator, segment::close);
            mapped.put(number, region);
        }
        return region;
    }

    @Override
    public void close() {
        mapped.values().forEach(CountedRegion::release);
        mapped.clear();
    }

    /** One answer's hold on each segment that it has buffers in. */
    final class Answer implements AutoCloseable {
        private long bytes;
        private final Map<Integer, CountedRegion> held = new HashMap<>();

        long bytes() {
            return bytes;
        }

        /** A range of a segment; not counted. */
        ArrowBuf buffer(int number, long segmentBytes, long offset, long bytes) throws IOException {
            CountedRegion hold = held.get(number);
            if (hold == null) {
                CountedRegion segment = map(number, segmentBytes);
                segment.retain();
                hold = CountedRegion.of(segment.address(), segmentBytes, CountedRegion.Kind.MAPPED, allocator, () -> {
                    segment.release();
                    freed.add(number);
                });
                held.put(number, hold);
            }
            this.bytes += bytes;
            return hold.buffer(offset, bytes);
        }

        @Override
        public void close() {
            held.values().forEach(CountedRegion::release);
        }
    }
}
