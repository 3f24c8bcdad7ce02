package dev.arrowshare.benchmarks;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.arrow.dataset.file.FileFormat;
import org.apache.arrow.dataset.file.FileSystemDatasetFactory;
import org.apache.arrow.dataset.jni.NativeMemoryPool;
import org.apache.arrow.dataset.scanner.ScanOptions;
import org.apache.arrow.dataset.scanner.Scanner;
import org.apache.arrow.dataset.source.Dataset;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;

/**
 * A peer on the JVM: {@code ReadWithArrowDataset FILE}, Arrow's C++ through JNI. It uses as many threads as OMP_NUM_THREADS says.
 *
 * <p>Timed: from opening the file to its last batch, each released before the next is taken.
 */
final class ReadWithArrowDataset implements Contestant {
    private static final int ROWS_PER_BATCH = 131072;

    private final String uri;

    private ReadWithArrowDataset(Path file) {
        this.uri = file.toUri().toString();
    }

    @Override
    public long nanos() throws Exception {
        long begin = System.nanoTime();
        forEach(root -> {});
        return System.nanoTime() - begin;
    }

    @Override
    public String gate() throws Exception {
        Checksums checksums = new Checksums();
        forEach(root -> checksums.add(root.getFieldVectors()));
        return checksums.toString();
    }

    @SuppressWarnings("try") // They declare Exception, of which they throw none that interrupts.
    private void forEach(Consumer<VectorSchemaRoot> consumer) throws Exception {
        try (BufferAllocator allocator = new RootAllocator();
                FileSystemDatasetFactory factory = new FileSystemDatasetFactory(
                        allocator, NativeMemoryPool.getDefault(), FileFormat.PARQUET, uri);
                Dataset dataset = factory.finish();
                Scanner scanner = dataset.newScan(new ScanOptions(ROWS_PER_BATCH));
                ArrowReader reader = scanner.scanBatches()) {
            while (reader.loadNextBatch()) {
                consumer.accept(reader.getVectorSchemaRoot());
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        new ReadWithArrowDataset(Path.of(arguments[0])).serve();
    }
}
