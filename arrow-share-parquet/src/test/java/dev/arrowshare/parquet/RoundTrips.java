package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.testing.BatchAssertions;
import java.nio.file.Path;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An allocator a test, after which nothing is allocated, neither there nor by encoders; and batches written and read back. */
final class RoundTrips implements BeforeEachCallback, AfterEachCallback {
    private BufferAllocator allocator = Allocators.child("test");
    private long allocatedBefore;

    @Override
    public void beforeEach(ExtensionContext test) {
        allocator.close();
        allocator = Allocators.child("test");
        allocatedBefore = Allocators.root().getAllocatedMemory();
    }

    @Override
    public void afterEach(ExtensionContext test) {
        allocator.close();
        assertEquals(allocatedBefore, Allocators.root().getAllocatedMemory(), "memory of the encoder's");
    }

    BufferAllocator allocator() {
        return allocator;
    }

    /** So much memory that whatever is allocated next raises the peak of the root allocator. */
    static ArrowBuf upToThePeak() {
        BufferAllocator root = Allocators.root();
        return root.buffer(Math.max(1, root.getPeakMemoryAllocation() - root.getAllocatedMemory()));
    }

    static Path write(Path file, ParquetWriteOptions options, Batch... batches) {
        try (ParquetSink sink = ParquetSink.create(file, batches[0].schema(), options)) {
            for (Batch batch : batches) {
                sink.append(batch);
            }
            sink.commit();
        }
        return file;
    }

    /** We read the batch's values, in whatever batches they come. */
    void assertReads(Batch expected, Path file, ParquetReadOptions options, String message) {
        try (BatchStream batches = ParquetSource.open(file, options).read(allocator)) {
            long row = 0;
            for (Batch next = batches.next(); next != null; next = batches.next()) {
                try (Batch actual = next) {
                    BatchAssertions.assertEqualValues(expected, row, actual.rows(), actual, message);
                    row += actual.rows();
                }
            }
            assertEquals(expected.rows(), row, message);
        }
    }

    /** What a filter left out of a file. */
    SkippedRows skipped(Path file, ParquetReadOptions options) {
        try (BatchStream batches = ParquetSource.open(file, options).read(allocator)) {
            for (Batch next = batches.next(); next != null; next = batches.next()) {
                next.close();
            }
            return batches.skipped();
        }
    }
}
