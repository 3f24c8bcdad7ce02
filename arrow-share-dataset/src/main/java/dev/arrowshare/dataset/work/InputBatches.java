package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.ipc.BlockLocation;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/** The batches of one worker's input, with only the columns that the first step keeps, and what it took to attach to them. */
final class InputBatches {
    private final BlockReader reader;
    private final BufferAllocator allocator;
    private final List<String> columns;
    private final List<Step> stepsAfterRead;
    private final Attach attach;
    private TaskReport counts = TaskReport.NOTHING;

    InputBatches(RunPlan plan, BlockReader reader, BufferAllocator allocator) {
        this.reader = reader;
        this.allocator = allocator;
        this.attach = plan.attach();
        List<Step> steps = plan.steps();
        if (!steps.isEmpty() && steps.get(0) instanceof Step.Select select) {
            columns = select.columns();
            stepsAfterRead = steps.subList(1, steps.size());
        } else {
            columns = List.of();
            stepsAfterRead = steps;
        }
    }

    List<Step> stepsAfterRead() {
        return stepsAfterRead;
    }

    /** Whether it takes comparing to find out that a function wrote to its batch. */
    boolean isToBeChecked() {
        return !reader.tellsWrites()
                && stepsAfterRead.stream()
                        .anyMatch(step -> step instanceof Step.Map || step instanceof Step.MapWith<?>);
    }

    String name() {
        return reader.name();
    }

    Batch empty() {
        return reader.empty(columns, allocator);
    }

    /** At most the first {@code rows} rows of the block. */
    Batch read(BlockLocation block, long rows) {
        long begun = System.nanoTime();
        Batch batch = reader.read(block, columns, allocator);
        try {
            long copied = reader.copiedBytes(batch);
            requireZeroCopy(batch, copied);
            counts = counts.plus(new TaskReport(
                    1,
                    Math.min(rows, batch.rows()),
                    0,
                    0,
                    batch.mappedBytes(),
                    copied,
                    System.nanoTime() - begun,
                    0,
                    0));
        } catch (RuntimeException | Error e) {
            batch.close();
            throw e;
        }
        return rows >= batch.rows() ? batch : firstRows(batch, rows);
    }

    private static Batch firstRows(Batch batch, long rows) {
        try (batch) {
            return batch.slice(0, rows);
        }
    }

    private void requireZeroCopy(Batch batch, long copied) {
        if (attach == Attach.ZERO_COPY && copied > 0) {
            throw new ArrowShareException(reader.name() + ": column '" + firstCopied(batch)
                    + "' cannot be read without a copy: its buffers are compressed in the file or are not aligned there;"
                    + " rewrite the file uncompressed, or leave requireZeroCopy out");
        }
    }

    private static String firstCopied(Batch batch) {
        for (int i = 0; i < batch.columnCount(); i++) {
            FieldVector vector = batch.column(i);
            try (Batch alone = batch.select(vector.getName())) {
                if (alone.copiedBytes() > 0) {
                    return vector.getName();
                }
            }
        }
        return "a dictionary";
    }

    TaskReport counts() {
        return counts;
    }

    void resetCounts() {
        counts = TaskReport.NOTHING;
    }
}
