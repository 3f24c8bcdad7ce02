package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.batch.EmptyVectors;
import dev.arrowshare.dataset.share.MappedInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Batches over the ranges that a {@link BatchWriter} named: nothing is copied.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class BatchReader {
    private final MappedInput input;
    private final ResultSegments segments;
    private final BufferAllocator allocator;
    private BatchLayout layout = BatchLayout.NONE;

    BatchReader(MappedInput input, ResultSegments segments, BufferAllocator allocator) {
        this.input = input;
        this.segments = segments;
        this.allocator = allocator;
    }

    /**
     * What was read; the caller closes the batches.
     *
     * @param heldBytes of result segments, until then
     */
    record Result(List<Batch> batches, long heldBytes) {}

    Result read(ByteBuffer from) throws IOException {
        List<Batch> batches = new ArrayList<>();
        try (ResultSegments.Answer ranges = segments.answer()) {
            for (int left = from.getInt(); left > 0; left--) {
                batches.add(batch(from, ranges));
            }
            return new Result(batches, ranges.bytes());
        } catch (IOException | RuntimeException | Error e) {
            batches.forEach(Batch::close);
            throw e;
        }
    }

    private Batch batch(ByteBuffer from, ResultSegments.Answer ranges) throws IOException {
        if (from.get() == 1) {
            layout = BatchLayout.read(from);
        }
        long rows = from.getLong();
        List<FieldVector> columns = new ArrayList<>();
        Map<Long, FieldVector> dictionaries = new TreeMap<>();
        try {
            for (Field field : layout.columns().fields()) {
                columns.add(vector(field, from, ranges));
            }
            List<Field> fields = layout.dictionaries().fields();
            for (int i = 0; i < fields.size(); i++) {
                dictionaries.put(layout.dictionaryIds().get(i), vector(fields.get(i), from, ranges));
            }
            Batch batch = Batch.of(layout.columns(), rows, columns, dictionaries, allocator);
            return input.markUnchecked(batch, "a worker's result");
        } catch (IOException | RuntimeException | Error e) {
            columns.forEach(FieldVector::close);
            dictionaries.values().forEach(FieldVector::close);
            throw e;
        }
    }

    private FieldVector vector(Field field, ByteBuffer from, ResultSegments.Answer ranges) throws IOException {
        FieldVector vector = EmptyVectors.of(field, allocator);
        try {
            load(vector, from, ranges);
            return vector;
        } catch (IOException | RuntimeException | Error e) {
            vector.close();
            throw e;
        }
    }

    private void load(FieldVector vector, ByteBuffer from, ResultSegments.Answer ranges) throws IOException {
        long values = from.getLong();
        long nulls = from.getLong();
        int count = from.getInt();
        List<ArrowBuf> buffers = new ArrayList<>(count);
        try {
            for (int i = 0; i < count; i++) {
                buffers.add(buffer(from, ranges));
            }
            vector.loadFieldBuffers(new ArrowFieldNode(values, nulls), buffers);
        } finally {
            buffers.forEach(buffer -> buffer.getReferenceManager().release());
        }
        for (FieldVector child : vector.getChildrenFromFields()) {
            load(child, from, ranges);
        }
    }

    /** Counted once. */
    private ArrowBuf buffer(ByteBuffer from, ResultSegments.Answer ranges) throws IOException {
        byte source = from.get();
        return switch (source) {
            case BatchWriter.EMPTY -> allocator.getEmpty();
            case BatchWriter.ALL_VALID -> counted(AllValid.buffer(from.getLong()));
            case BatchWriter.INPUT -> input.buffer(from.getLong(), from.getLong());
            case BatchWriter.SEGMENT ->
                counted(ranges.buffer(from.getInt(), from.getLong(), from.getLong(), from.getLong()));
            default -> throw new IOException("a buffer of unknown source " + source);
        };
    }

    private static ArrowBuf counted(ArrowBuf buffer) {
        buffer.getReferenceManager().retain();
        return buffer;
    }
}
