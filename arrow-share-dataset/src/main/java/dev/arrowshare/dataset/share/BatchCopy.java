package dev.arrowshare.dataset.share;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.ipc.ArrowFile;
import dev.arrowshare.ipc.ArrowFileWriter;
import dev.arrowshare.ipc.ArrowWriteOptions;
import dev.arrowshare.ipc.publish.RunFolder;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;

/** Batches from anywhere, copied to a temporary Arrow file. */
public final class BatchCopy {
    private BatchCopy() {}

    /** Returns when all batches are in the file. */
    public static SharedFile share(Iterable<Batch> batches) {
        Iterator<Batch> iterator = batches.iterator();
        if (!iterator.hasNext()) {
            throw new IllegalArgumentException("no batch was given, so there is no schema; give one without rows");
        }
        RunFolder folder = RunFolder.create();
        try {
            Path file = folder.path().resolve("shared.arrow");
            write(iterator, file);
            return SharedFile.temporary(ArrowFile.open(file), folder::close);
        } catch (RuntimeException | Error e) {
            folder.close();
            throw e;
        }
    }

    private static void write(Iterator<Batch> batches, Path file) {
        Batch first = batches.next();
        try (ArrowFileWriter writer = ArrowFileWriter.create(file, first.schema(), ArrowWriteOptions.defaults())) {
            writer.append(first);
            while (batches.hasNext()) {
                writer.append(batches.next());
            }
            writer.publish(Map.of());
        }
    }
}
