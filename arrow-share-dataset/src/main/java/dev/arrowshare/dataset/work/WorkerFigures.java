package dev.arrowshare.dataset.work;

import dev.arrowshare.dataset.share.MappedInput;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What a worker measured of itself at the end of a run.
 *
 * @param dirtyBytes of the input mapping
 * @param written the columns that these bytes belong to, as far as the platform tells
 * @param share of the input mapping, and all other memory
 */
record WorkerFigures(long dirtyBytes, WrittenColumns written, MappingShare share) {
    static final WorkerFigures NONE = new WorkerFigures(0, WrittenColumns.NONE, MappingShare.UNKNOWN);

    static WorkerFigures of(MappedInput input, TaskRunner runner) throws IOException {
        long dirty = input.dirtyBytes();
        WrittenColumns written = dirty > 0 ? WrittenColumns.in(input, runner.done()) : WrittenColumns.NONE;
        return new WorkerFigures(dirty, written, MappingShare.of(input.path()));
    }

    ByteBuffer toFrame() {
        FrameBuilder to = new FrameBuilder();
        to.putLong(dirtyBytes).putBytes(written.toBytes());
        to.putLong(share.residentBytes()).putLong(share.proportionalBytes());
        to.putLong(share.besides().pssBytes()).putLong(share.besides().privateBytes());
        return to.flip();
    }

    static WorkerFigures read(ByteBuffer from) {
        long dirty = from.getLong();
        WrittenColumns written = WrittenColumns.read(Frame.bytes(from));
        long resident = from.getLong();
        long proportional = from.getLong();
        ProcessMemory besides = new ProcessMemory(from.getLong(), from.getLong());
        return new WorkerFigures(dirty, written, new MappingShare(resident, proportional, besides));
    }
}
