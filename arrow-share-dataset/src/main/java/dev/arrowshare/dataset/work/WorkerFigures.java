package dev.arrowshare.dataset.work;

import dev.arrowshare.dataset.share.MappedInput;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What a worker measured of itself at the end of a run.
 *
 * @param dirtyBytes of the input mapping
 * @param residentBytes of the input mapping
 * @param proportionalBytes of the input mapping
 */
record WorkerFigures(long dirtyBytes, long residentBytes, long proportionalBytes) {
    static final int BYTES = 3 * Long.BYTES;

    static WorkerFigures of(MappedInput input) throws IOException {
        MappingShare share = MappingShare.of(input.path());
        return new WorkerFigures(input.dirtyBytes(), share.residentBytes(), share.proportionalBytes());
    }

    void write(ByteBuffer to) {
        to.putLong(dirtyBytes).putLong(residentBytes).putLong(proportionalBytes);
    }

    static WorkerFigures read(ByteBuffer from) {
        return new WorkerFigures(from.getLong(), from.getLong(), from.getLong());
    }
}
