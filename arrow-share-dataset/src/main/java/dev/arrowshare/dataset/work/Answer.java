package dev.arrowshare.dataset.work;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.parquet.EncodedRowGroup;
import java.util.List;

/**
 * The result of a {@link Task}.
 *
 * <p><b>Ownership:</b> whoever got the answer closes it; that closes the batches or the row group.
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
     * A row group that only has to be appended.
     *
     * @param source what its bytes are read from, closed after it
     */
    record RowGroup(EncodedRowGroup group, Source source, TaskReport report) implements Answer {
        /** What an answer closes besides. */
        interface Source extends AutoCloseable {
            @Override
            void close();
        }

        /** A row group that holds its own bytes. */
        public RowGroup(EncodedRowGroup group, TaskReport report) {
            this(group, () -> {}, report);
        }

        @Override
        public long heldBytes() {
            return group.bytes();
        }

        @Override
        public void close() {
            try {
                group.close();
            } finally {
                source.close();
            }
        }
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
