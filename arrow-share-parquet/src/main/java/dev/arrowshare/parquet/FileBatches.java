package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.filter.BoundFilter;
import dev.arrowshare.parquet.files.FileShape;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The batches of several files, one file after the other, in the shape that all have. What is left at the end of a file is joined with
 * what the next ones have, so that many small files do not make many small batches; all else is handed out as it was decoded.
 */
final class FileBatches implements BatchStream {
    /**
     * A file, and what becomes of its batches.
     *
     * @param rowsBefore of the files before
     */
    record Part(
            ParquetSource source, FileShape shape, @Nullable BoundFilter filter, long rowsBefore) {
        boolean isNever() {
            return filter != null && filter.isNever();
        }

        FileStream read(boolean isExact, BufferAllocator allocator) {
            return filter == null || filter.isAlways()
                    ? source.read(isExact ? rowsBefore : 0, allocator)
                    : source.read(filter, allocator);
        }
    }

    private final Iterator<Part> left;
    /** What has more bytes than a batch may have, now that it has the shape of all files, is cut. */
    private final Deque<Batch> cut = new ArrayDeque<>();

    private final ParquetReadOptions options;
    private final boolean isOne;
    private final BufferAllocator allocator;
    private final GatheredBatches gathered = new GatheredBatches();
    private @Nullable Part part;
    private @Nullable FileStream batches;
    private BatchLimits limits = BatchLimits.NONE;
    /** Rows of the file that were handed out. */
    private long rowsOfPart;

    private @Nullable Batch following;
    private SkippedRows skipped;
    private @Nullable RuntimeException failure;

    /** @param unopened files that were ruled out before */
    FileBatches(List<Part> parts, int unopened, ParquetReadOptions options, BufferAllocator allocator) {
        this.options = options;
        this.isOne = parts.size() == 1;
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
            Batch apart = gathered.apart();
            return apart == null ? joined() : apart;
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    private @Nullable Batch joined() {
        while (true) {
            Batch batch = following == null ? cut() : following;
            following = null;
            Part from = part;
            if (batch == null || from == null) {
                return gathered.isEmpty() ? null : gathered.joined();
            }
            boolean isOver = cut.isEmpty() && isOver(from);
            if (gathered.isEmpty() && !isOver) {
                return batch;
            }
            if (!gathered.isEmpty() && !gathered.fits(batch, limits)) {
                following = batch;
                return gathered.joined();
            }
            gathered.add(batch, limits);
            if (!isOver || gathered.areEnough()) {
                return gathered.joined();
            }
        }
    }

    /** Whether the batch at hand may be the file's last: of one that is filtered, nobody knows before the next. */
    private boolean isOver(Part from) {
        return from.filter != null || rowsOfPart == from.source.rows();
    }

    private @Nullable Batch cut() {
        Batch batch = cut.isEmpty() ? found() : cut.remove();
        long most = options.bytesPerBatch().orElse(Long.MAX_VALUE);
        if (batch == null || part == null || part.shape.isOfFile() || RowBytes.of(batch) <= most) {
            return batch;
        }
        cut.addAll(RowBytes.cut(List.of(batch), most));
        return cut.remove();
    }

    private @Nullable Batch found() {
        while (true) {
            BatchStream current = batches;
            Part from = part;
            if (current != null && from != null) {
                try (Batch batch = current.next()) {
                    if (batch != null) {
                        rowsOfPart += batch.rows();
                        return from.shape.of(batch, allocator);
                    }
                }
                closeFile();
            }
            if (!left.hasNext()) {
                return null;
            }
            Part next = left.next();
            if (next.isNever()) {
                skipped = skipped.plus(new SkippedRows(next.source.rows(), 1, 0, 0));
            } else {
                part = next;
                rowsOfPart = 0;
                batches = next.read(isExact(), allocator);
                limits = limits(batches);
            }
        }
    }

    /** Whether batches are to have a number of rows, across files too. */
    private boolean isExact() {
        return options.filter().isEmpty()
                && options.rowsPerBatch().isPresent()
                && options.bytesPerBatch().isEmpty();
    }

    private BatchLimits limits(FileStream opened) {
        if (isOne) {
            return BatchLimits.NONE;
        }
        return isExact()
                ? BatchLimits.exactly(opened.rowsPerBatch())
                : BatchLimits.about(opened.rowsPerBatch(), options);
    }

    @Override
    public SkippedRows skipped() {
        BatchStream current = batches;
        return current == null ? skipped : skipped.plus(current.skipped());
    }

    private void closeFile() {
        BatchStream current = batches;
        batches = null;
        if (current != null) {
            skipped = skipped.plus(current.skipped());
            current.close();
        }
    }

    @Override
    public void close() {
        closeFile();
        gathered.close();
        cut.forEach(Batch::close);
        cut.clear();
        if (following != null) {
            following.close();
            following = null;
        }
    }
}
