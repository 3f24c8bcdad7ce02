package dev.arrowshare.dataset.work;

import dev.arrowshare.dataset.share.MappedInput;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What a worker measured of itself at the end of a run.
 *
 * @param dirtyBytes of the input mapping
 * @param written the columns that these bytes belong to, as far as the platform tells
 * @param residentBytes of the input mapping
 * @param proportionalBytes of the input mapping
 */
record WorkerFigures(long dirtyBytes, WrittenColumns written, long residentBytes, long proportionalBytes) {

    static WorkerFigures of(MappedInput input, TaskRunner runner) throws IOException {
        MappingShare share = MappingShare.of(input.path());
        long dirty = input.dirtyBytes();
        WrittenColumns written = dirty > 0 ? WrittenColumns.in(input, runner.done()) : WrittenColumns.NONE;
        return new WorkerFigures(dirty, written, share.residentBytes(), share.proportionalBytes());
    }

    ByteBuffer toFrame() {
        FrameBuilder to = new FrameBuilder();
        to.putLong(dirtyBytes).putBytes(written.toBytes());
        to.putLong(residentBytes).putLong(proportionalBytes);
        return to.flip();
    }

    static WorkerFigures read(ByteBuffer from) {
        return new WorkerFigures(
                from.getLong(), WrittenColumns.read(Frame.bytes(from)), from.getLong(), from.getLong());
    }
}
