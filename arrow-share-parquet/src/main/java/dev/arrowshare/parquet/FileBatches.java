package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.filter.BoundFilter;
import dev.arrowshare.parquet.files.FileShape;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** The batches of several files, one file after the other, in the shape that all have. */
final class FileBatches implements BatchStream {
    /** A file, and what becomes of its batches. */
    record Part(
            ParquetSource source, FileShape shape, @Nullable BoundFilter filter) {
        boolean isNever() {
            return filter != null && filter.isNever();
        }

        BatchStream read(BufferAllocator allocator) {
            return filter == null || filter.isAlways() ? source.read(allocator) : source.read(filter, allocator);
        }
    }

    private final Iterator<Part> left;
    private final BufferAllocator allocator;
    private @Nullable Part part;
    private @Nullable BatchStream batches;
    private SkippedRows skipped;
    private @Nullable RuntimeException failure;

    /** @param unopened files that were ruled out before */
    FileBatches(List<Part> parts, int unopened, BufferAllocator allocator) {
        this.skipped = new SkippedRows(0, unopened, 0, 0);
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
            Part next = left.next();
            if (next.isNever()) {
                skipped = skipped.plus(new SkippedRows(next.source.rows(), 1, 0, 0));
            } else {
                part = next;
                batches = next.read(allocator);
            }
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
