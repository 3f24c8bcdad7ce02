package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.parquet.files.FileShape;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** The batches of several files, one file after the other, in the shape that all have. */
final class FileBatches implements BatchStream {
    /** A file, and what becomes of its batches. */
    record Part(ParquetSource source, FileShape shape) {}

    private final Iterator<Part> left;
    private final BufferAllocator allocator;
    private @Nullable Part part;
    private @Nullable BatchStream batches;
    private SkippedRows skipped = SkippedRows.NONE;
    private @Nullable RuntimeException failure;

    FileBatches(List<Part> parts, BufferAllocator allocator) {
        this.left = parts.iterator();
        this.allocator = allocator;
    }

    @Override
    public @Nullable Batch next() {
        if (failure != null) {
            throw failure;
        }
        try {
            return found();
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    private @Nullable Batch found() {
        while (true) {
            BatchStream current = batches;
            Part from = part;
            if (current != null && from != null) {
                try (Batch batch = current.next()) {
                    if (batch != null) {
                        return from.shape.of(batch, allocator);
                    }
                }
                close();
            }
            if (!left.hasNext()) {
                return null;
            }
            part = left.next();
            batches = part.source.read(allocator);
        }
    }

    @Override
    public SkippedRows skipped() {
        BatchStream current = batches;
        return current == null ? skipped : skipped.plus(current.skipped());
    }

    @Override
    public void close() {
        BatchStream current = batches;
        batches = null;
        if (current != null) {
            skipped = skipped.plus(current.skipped());
            current.close();
        }
    }
}
