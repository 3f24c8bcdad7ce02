package dev.arrowshare.parquet;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.InterruptedRunException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The batches of several files, one file after the other, in the shape that all have. What is left at the end of a file is joined with
 * what the next ones have, so that many small files do not make many small batches; all else is handed out as it was decoded.
 */
final class FileBatches implements BatchStream {
    private final OpenedFiles files;
    private final ParquetReadOptions options;
    private final boolean isOne;
    private final BufferAllocator allocator;
    private final GatheredBatches gathered = new GatheredBatches();
    /** What has more bytes than a batch may have, now that it has the shape of all files, is cut. */
    private final Deque<Batch> cut = new ArrayDeque<>();

    private OpenedFiles.@Nullable Opened file;
    private BatchLimits limits = BatchLimits.NONE;
    /** Rows of the file that were handed out. */
    private long rowsOfFile;

    private @Nullable Batch following;
    private SkippedRows skipped;
    private @Nullable RuntimeException failure;

    /** @param unopened files that were ruled out before */
    FileBatches(List<FilePart> parts, int unopened, ParquetReadOptions options, BufferAllocator allocator) {
        this.files = new OpenedFiles(parts, options, allocator);
        this.options = options;
        this.isOne = parts.size() == 1;
        this.skipped = new SkippedRows(0, unopened, 0, 0);
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
        } catch (InterruptedRunException e) {
            throw e;
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    private @Nullable Batch joined() {
        while (true) {
            Batch batch = following == null ? cut() : following;
            following = null;
            if (batch == null) {
                return gathered.isEmpty() ? null : gathered.joined();
            }
            boolean isOver = cut.isEmpty() && isOver();
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
    private boolean isOver() {
        OpenedFiles.Opened from = file;
        return from == null
                || from.part().filter() != null
                || rowsOfFile == from.part().source().rows();
    }

    private @Nullable Batch cut() {
        Batch batch = cut.isEmpty() ? found() : cut.remove();
        long most = options.bytesPerBatch().orElse(Long.MAX_VALUE);
        if (batch == null || file == null || file.part().shape().isOfFile() || RowBytes.of(batch) <= most) {
            return batch;
        }
        cut.addAll(RowBytes.cut(List.of(batch), most));
        return cut.remove();
    }

    private @Nullable Batch found() {
        while (true) {
            OpenedFiles.Opened current = file;
            if (current != null) {
                try (Batch batch = current.stream().next()) {
                    if (batch != null) {
                        rowsOfFile += batch.rows();
                        return current.part().shape().of(batch, allocator);
                    }
                }
                closeFile();
            }
            OpenedFiles.Opened next = files.next();
            if (next == null) {
                return null;
            }
            file = next;
            rowsOfFile = 0;
            limits = limits(next.stream());
        }
    }

    private BatchLimits limits(FileStream opened) {
        if (isOne) {
            return BatchLimits.NONE;
        }
        return OpenedFiles.areBatchesExact(options)
                ? BatchLimits.exactly(opened.rowsPerBatch())
                : BatchLimits.about(opened.rowsPerBatch(), options);
    }

    @Override
    public SkippedRows skipped() {
        SkippedRows before = skipped.plus(files.passed());
        return file == null ? before : before.plus(file.stream().skipped());
    }

    private void closeFile() {
        OpenedFiles.Opened current = file;
        file = null;
        if (current != null) {
            skipped = skipped.plus(current.stream().skipped());
            current.stream().close();
        }
    }

    @Override
    public void close() {
        files.stop();
        closeFile();
        files.close();
        gathered.close();
        cut.forEach(Batch::close);
        cut.clear();
        if (following != null) {
            following.close();
            following = null;
        }
    }
}
