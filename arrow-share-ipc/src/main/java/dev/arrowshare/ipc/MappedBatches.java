package dev.arrowshare.ipc;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ClosedException;
import dev.arrowshare.ipc.layout.BatchHeader;
import dev.arrowshare.ipc.layout.DeclaredSchema;
import dev.arrowshare.ipc.layout.Footer.Block;
import dev.arrowshare.ipc.map.FileMapping;
import dev.arrowshare.ipc.map.MappedBlock;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.OpenResources;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/** What a sealed and a growing file have in common: a mapping, a schema, dictionaries, and how often it is held open. */
final class MappedBatches {
    private final Path path;
    private final FileMapping mapping;
    private final DeclaredSchema schema;
    private final Selection everything;
    private final DictionaryBlocks dictionaries;
    private final boolean foreign;
    private final Map<Long, Integer> checkedDictionaries = new ConcurrentHashMap<>();
    private final OpenResources.Entry opened;
    private final AtomicInteger holders = new AtomicInteger(1);

    /** @param foreign whether another program wrote the file */
    MappedBatches(
            Path path,
            FileMapping mapping,
            DeclaredSchema schema,
            IntFunction<Block> dictionaryBlocks,
            boolean foreign) {
        this.path = path;
        this.mapping = mapping;
        this.schema = schema;
        this.everything = Selection.all(schema);
        this.dictionaries = new DictionaryBlocks(mapping, schema, dictionaryBlocks, foreign);
        this.foreign = foreign;
        this.opened = OpenResources.add("Arrow file " + path);
    }

    DeclaredSchema schema() {
        return schema;
    }

    FileMapping mapping() {
        return mapping;
    }

    /** Where a batch lies, and what it is called in errors. */
    record Place(Block block, int dictionaryBlocks, Supplier<String> name) {}

    Batch read(Place place, BufferAllocator allocator) {
        return marked(read(place, everything, allocator), place.name());
    }

    Batch read(Place place, List<String> columns, BufferAllocator allocator) {
        return marked(read(place, Selection.named(schema, columns), allocator), place.name());
    }

    private Batch marked(Batch batch, Supplier<String> name) {
        return foreign
                ? new ForeignContents(path, name, schema.dictionaries(), checkedDictionaries).mark(batch)
                : batch;
    }

    /** Notes that among the batch's columns may be unchecked rows of this file. Its dictionaries may be others than the file's. */
    Batch markMixed(Batch batch, String name) {
        return foreign ? new ForeignContents(path, () -> name, Map.of(), new ConcurrentHashMap<>()).mark(batch) : batch;
    }

    private Batch read(Place place, Selection selection, BufferAllocator allocator) {
        try (MappedBlock mapped = MappedBlock.open(mapping, place.block())) {
            return read(mapped, BatchHeader.recordBatch(mapped.message()), place, selection, allocator);
        }
    }

    private Batch read(
            MappedBlock mapped, BatchHeader header, Place place, Selection selection, BufferAllocator allocator) {
        List<FieldVector> columns = mapped.columns(header, selection.columns(), allocator);
        try {
            Map<Long, FieldVector> values = selection.dictionaries().isEmpty()
                    ? Map.of()
                    : dictionaries.views(selection.dictionaries(), place.dictionaryBlocks(), allocator);
            return Batch.of(selection.schema(), header.rows(), columns, values, allocator);
        } catch (RuntimeException | Error e) {
            columns.forEach(FieldVector::close);
            throw e;
        }
    }

    /** Checks what the batch holds, and what its message and those of its dictionaries say about it. */
    void validate(Place place) {
        dictionaries.checkNullCounts(place.dictionaryBlocks());
        String name = place.name().get();
        try (MappedBlock mapped = MappedBlock.open(mapping, place.block())) {
            BatchHeader header = BatchHeader.recordBatch(mapped.message());
            try (Batch batch = read(mapped, header, place, everything, Allocators.root())) {
                NullCounts counts = new NullCounts(name, header);
                for (int i = 0; i < batch.columnCount(); i++) {
                    counts.check(everything.columns().get(i), batch.column(i));
                }
                new ContentCheck(name, batch, schema.dictionaries(), checkedDictionaries).run();
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
