package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.VectorBuffers;
import dev.arrowshare.dataset.share.MappedInput;
import dev.arrowshare.memory.Memory;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;

/**
 * Batches as references: for each buffer where it lies, in the input file when it was carried through, else in a result segment, where
 * it is put. {@link BatchReader} is the other half.
 *
 * <pre>
 * batches: int count, then each
 * batch:   byte 1 + layout when it is not that of the last batch, else byte 0; long rows; columns; dictionaries
 * layout:  schema of the columns, schema of the dictionaries, int count + long ids of the dictionaries
 * column:  long values, long nulls, byte buffers, then each; then its children
 * buffer:  byte source, long offset, long length; a segment's number and size in between
 * </pre>
 *
 * <p><b>Threads:</b> one at a time.
 */
final class BatchWriter {
    /** A buffer without bytes. */
    static final byte EMPTY = 0;
    /** A validity buffer of all ones. */
    static final byte ALL_VALID = 1;
    /** A range of the run's input file. */
    static final byte INPUT = 2;
    /** A range of a result segment. */
    static final byte SEGMENT = 3;

    private final MappedInput input;
    private final SegmentSpace segments;
    private BatchLayout last = BatchLayout.NONE;

    BatchWriter(MappedInput input, SegmentSpace segments) {
        this.input = input;
        this.segments = segments;
    }

    void write(List<Batch> batches, FrameBuilder to) {
        to.putInt(batches.size());
        for (Batch batch : batches) {
            write(batch, to);
        }
        segments.endAnswer();
    }

    private void write(Batch batch, FrameBuilder to) {
        BatchLayout layout = last.isOf(batch) ? last : BatchLayout.of(batch);
        if (layout.equals(last)) {
            to.putByte((byte) 0);
        } else {
            layout.write(to.putByte((byte) 1));
            last = layout;
        }
        to.putLong(batch.rows());
        for (int i = 0; i < batch.columnCount(); i++) {
            column(batch.column(i), to);
        }
        for (long id : layout.dictionaryIds()) {
            column(BatchLayout.dictionary(batch, id), to);
        }
    }

    private void column(FieldVector vector, FrameBuilder to) {
        int nulls = vector.getNullCount();
        List<ArrowBuf> buffers = VectorBuffers.of(vector);
        long[] bytes = VectorBuffers.used(vector);
        to.putLong(vector.getValueCount()).putLong(nulls).putInt(buffers.size());
        for (int i = 0; i < buffers.size(); i++) {
            boolean allValid = i == 0 && nulls == 0 && BatchLayout.hasValidity(vector);
            buffer(buffers.get(i), bytes[i], allValid, to);
        }
        for (FieldVector child : vector.getChildrenFromFields()) {
            column(child, to);
        }
    }

    private void buffer(ArrowBuf buffer, long bytes, boolean allValid, FrameBuilder to) {
        if (bytes == 0) {
            to.putByte(EMPTY);
        } else if (allValid) {
            to.putByte(ALL_VALID).putLong(bytes);
        } else {
            long offset = input.offsetOf(buffer.memoryAddress(), bytes);
            if (offset >= 0) {
                to.putByte(INPUT).putLong(offset).putLong(bytes);
            } else {
                copy(buffer, bytes, to);
            }
        }
    }

    private void copy(ArrowBuf buffer, long bytes, FrameBuilder to) {
        SegmentSpace.Place place = segments.place(bytes);
        Memory.copy(buffer.memoryAddress(), place.address(), bytes);
        to.putByte(SEGMENT).putInt(place.segment()).putLong(place.segmentBytes());
        to.putLong(place.offset()).putLong(bytes);
    }
}
