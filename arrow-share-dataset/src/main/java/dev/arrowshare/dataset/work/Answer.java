package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.parquet.FolderRowGroup;
import java.util.List;

/**
 * The result of a {@link Task}.
 *
 * <p><b>Ownership:</b> whoever got the answer closes it; that closes the batches and the row groups.
 */
public sealed interface Answer extends AutoCloseable {
    TaskReport report();

    /** Bytes that are held until this is closed; what the window of answers waiting for their turn is measured in. */
    long heldBytes();

    @Override
    void close();

    /** The batches, in order. */
    record Batches(List<Batch> batches, long heldBytes, TaskReport report) implements Answer {
        @Override
        public void close() {
            batches.forEach(Batch::close);
        }
    }

    /**
     * Row groups that only have to be appended, and rows that follow them in their folders, too few to be row groups.
     *
     * @param restBytes that the rest holds
     * @param source what the row groups' bytes are read from, closed after them
     */
    record RowGroups(List<FolderRowGroup> rowGroups, List<Batch> rest, long restBytes, Source source, TaskReport report)
            implements Answer {
        /** What an answer closes besides. */
        interface Source extends AutoCloseable {
            @Override
            void close();
        }

        @Override
        public long heldBytes() {
            return restBytes
                    + rowGroups.stream().mapToLong(part -> part.group().bytes()).sum();
        }

        @Override
        public void close() {
            try {
                rest.forEach(Batch::close);
                rowGroups.forEach(FolderRowGroup::close);
            } finally {
                source.close();
            }
        }
    }

    /**
     * An answer, and rows that failed meanwhile.
     *
     * @param rows with {@link FailedRows#COLUMNS}
     * @param rowsBytes that these hold
     */
    record WithFailed(Answer answer, List<Batch> rows, long rowsBytes) implements Answer {
        @Override
        public TaskReport report() {
            return answer.report();
        }

        @Override
        public long heldBytes() {
            return answer.heldBytes() + rowsBytes;
        }

        @Override
        public void close() {
            try {
                rows.forEach(Batch::close);
            } finally {
                answer.close();
            }
        }
    }

    /** Nothing but rows that failed and keep their place, whose columns nobody knew when the task ended. */
    record Marks(List<BatchOutcome.Mark> marks, TaskReport report) implements Answer {
        @Override
        public long heldBytes() {
            return 0;
        }

        @Override
        public void close() {}
    }

    /** Nothing but the report. */
    record Counts(TaskReport report) implements Answer {
        @Override
        public long heldBytes() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
