package dev.arrowshare.parquet;

import dev.arrowshare.filter.BoundFilter;
import dev.arrowshare.parquet.files.FileShape;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * One of several files, and what becomes of its batches.
 *
 * @param rowsBefore of the files before
 */
record FilePart(
        ParquetSource source, FileShape shape, @Nullable BoundFilter filter, long rowsBefore) {
    /** Whether the filter is never true, so that the file need not be read. */
    boolean isNever() {
        return filter != null && filter.isNever();
    }

    FileStream read(FileTurn turn, BufferAllocator allocator) {
        return filter == null || filter.isAlways()
                ? source.read(turn, allocator)
                : source.read(filter, turn, allocator);
    }
}
