package dev.arrowshare.dataset.work;

import dev.arrowshare.ipc.map.MappedSegment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a worker puts results: files of the run's folder that the coordinator maps too. A segment is filled from its beginning, and
 * again from its beginning once the coordinator has let go of every answer in it.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class SegmentSpace {
    private static final long ALIGNMENT = 64;

    private final Path folder;
    private final int worker;
    private final long segmentBytes;
    private final List<Space> spaces = new ArrayList<>();
    private int current = -1;

    /** @param segmentBytes the size of a segment, unless it must be larger */
    SegmentSpace(Path folder, int worker, long segmentBytes) {
        this.folder = folder;
        this.worker = worker;
        this.segmentBytes = segmentBytes;
    }

    Path folder() {
        return folder;
    }

    int worker() {
        return worker;
    }

    static Path file(Path folder, int worker, int number) {
        return folder.resolve("worker" + worker + "-" + number + ".segment");
    }

    /** Where so many bytes are free, noted as used by the current answer. */
    Place place(long bytes) {
        if (current < 0 || spaces.get(current).free() < bytes) {
            current = withRoom(bytes);
        }
        return spaces.get(current).take(current, bytes);
    }

    private int withRoom(long bytes) {
        for (int i = 0; i < spaces.size(); i++) {
            if (spaces.get(i).free() >= bytes) {
                return i;
            }
        }
        int number = spaces.size();
        spaces.add(new Space(create(file(folder, worker, number), Math.max(segmentBytes, bytes))));
        return number;
    }

    private MappedSegment create(Path file, long bytes) {
        try {
            return MappedSegment.create(file, bytes);
        } catch (IOException e) {
            throw FullDisk.failure(folder, "a result segment", bytes, e);
        }
    }

    /** The answer is written: from now on the coordinator holds each segment that it touches, once. */
    void endAnswer() {
        for (Space space : spaces) {
            space.holds += space.touched ? 1 : 0;
            space.touched = false;
        }
    }

    /** The coordinator has let go of one answer in that segment. */
    void freed(int number) {
        spaces.get(number).freed();
    }

    /**
     * A range of a segment.
     *
     * @param address in this process
     */
    record Place(int segment, long segmentBytes, long offset, long address) {}

    private static final class Space {
        private final MappedSegment segment;
        private long used;
        private int holds;
        private boolean touched;

        Space(MappedSegment segment) {
            this.segment = segment;
        }

        long free() {
            return segment.bytes() - used;
        }

        Place take(int number, long bytes) {
            Place place = new Place(number, segment.bytes(), used, segment.address() + used);
            used = Math.min(segment.bytes(), (used + bytes + ALIGNMENT - 1) & -ALIGNMENT);
            touched = true;
            return place;
        }

        void freed() {
            holds--;
            if (holds == 0 && !touched) {
                used = 0;
            }
        }
    }
}
