package dev.arrowshare.ipc;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ClosedException;
import dev.arrowshare.ipc.layout.BatchHeader;
import dev.arrowshare.ipc.layout.DeclaredSchema;
import dev.arrowshare.ipc.layout.Footer.Block;
import dev.arrowshare.ipc.map.FileMapping;
import dev.arrowshare.ipc.map.MappedBlock;
import dev.arrowshare.memory.OpenResources;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/** What a sealed and a growing file have in common: a mapping, a schema, dictionaries, and how often it is held open. */
final class MappedBatches {
    private final Path path;
    private final FileMapping mapping;
    private final DeclaredSchema schema;
    private final Selection everything;
    private final DictionaryBlocks dictionaries;
    private final OpenResources.Entry opened;
    private final AtomicInteger holders = new AtomicInteger(1);

    MappedBatches(Path path, FileMapping mapping, DeclaredSchema schema, IntFunction<Block> dictionaryBlocks) {
        this.path = path;
        this.mapping = mapping;
        this.schema = schema;
        this.everything = Selection.all(schema);
        this.dictionaries = new DictionaryBlocks(mapping, schema, dictionaryBlocks);
        this.opened = OpenResources.add("Arrow file " + path);
    }

    DeclaredSchema schema() {
        return schema;
    }

    FileMapping mapping() {
        return mapping;
    }

    Batch read(Block block, int dictionaryBlocks, BufferAllocator allocator) {
        return read(block, dictionaryBlocks, everything, allocator);
    }

    Batch read(Block block, int dictionaryBlocks, List<String> columns, BufferAllocator allocator) {
        return read(block, dictionaryBlocks, Selection.named(schema, columns), allocator);
    }

    private Batch read(Block block, int dictionaryBlocks, Selection selection, BufferAllocator allocator) {
        try (MappedBlock mapped = MappedBlock.open(mapping, block)) {
            BatchHeader header = BatchHeader.recordBatch(mapped.message());
            List<FieldVector> columns = mapped.columns(header, selection.columns(), allocator);
            try {
                Map<Long, FieldVector> values = selection.dictionaries().isEmpty()
                        ? Map.of()
                        : dictionaries.views(selection.dictionaries(), dictionaryBlocks, allocator);
                return Batch.of(selection.schema(), header.rows(), columns, values, allocator);
            } catch (RuntimeException | Error e) {
                columns.forEach(FieldVector::close);
                throw e;
            }
        }
    }

    void requireOpen() {
        if (holders.get() <= 0) {
            throw new ClosedException(path + ": the file is closed");
        }
    }

    void retain() {
        if (holders.getAndIncrement() <= 0) {
            holders.decrementAndGet();
            throw new ClosedException(path + ": the file is closed");
        }
    }

    /** Whether this was the last hold. */
    boolean close() {
        int left = holders.decrementAndGet();
        if (left < 0) {
            holders.incrementAndGet();
        }
        if (left != 0) {
            return false;
        }
        opened.close();
        dictionaries.close();
        mapping.close();
        return true;
    }
}
