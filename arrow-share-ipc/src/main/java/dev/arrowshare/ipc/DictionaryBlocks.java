package dev.arrowshare.ipc;

import dev.arrowshare.error.ClosedException;
import dev.arrowshare.ipc.layout.BatchHeader;
import dev.arrowshare.ipc.layout.ColumnLayout;
import dev.arrowshare.ipc.layout.DeclaredSchema;
import dev.arrowshare.ipc.layout.Footer.Block;
import dev.arrowshare.ipc.layout.Refused;
import dev.arrowshare.ipc.map.DictionaryValues;
import dev.arrowshare.ipc.map.FileMapping;
import dev.arrowshare.ipc.map.MappedBlock;
import dev.arrowshare.memory.Allocators;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/**
 * The dictionaries of one file, each loaded when a batch first needs it. Those in one block stay where they are; those that come
 * with deltas are put together in memory of this process.
 */
final class DictionaryBlocks implements AutoCloseable {
    private final FileMapping mapping;
    private final DeclaredSchema schema;
    private final IntFunction<Block> blocks;
    private final boolean foreign;
    private final Map<Long, List<Block>> pending = new LinkedHashMap<>();
    private final Map<Long, DictionaryValues> loaded = new TreeMap<>();
    private final List<Block> found = new ArrayList<>();
    private int counted;
    private boolean closed;

    /**
     * @param blocks where the n-th dictionary block of the file lies
     * @param foreign whether another program wrote the file
     */
    DictionaryBlocks(FileMapping mapping, DeclaredSchema schema, IntFunction<Block> blocks, boolean foreign) {
        this.foreign = foreign;
        this.mapping = mapping;
        this.schema = schema;
        this.blocks = blocks;
    }

    /** Vectors of the caller's own with the values of those dictionaries, as the first {@code count} blocks make them. */
    synchronized Map<Long, FieldVector> views(Set<Long> ids, int count, BufferAllocator allocator) {
        if (closed) {
            throw new ClosedException("the file is closed");
        }
        index(count);
        Map<Long, FieldVector> views = new TreeMap<>();
        try {
            for (long id : ids) {
                views.put(id, values(id).view(allocator));
            }
            return views;
        } catch (RuntimeException | Error e) {
            views.values().forEach(FieldVector::close);
            throw e;
        }
    }

    /** Of the first {@code count} blocks, each once. */
    synchronized void checkNullCounts(int count) {
        index(count);
        for (; counted < count; counted++) {
            try (MappedBlock mapped = MappedBlock.open(mapping, found.get(counted))) {
                BatchHeader header = BatchHeader.dictionary(mapped.message());
                ColumnLayout column = layout(header.dictionaryId());
                try (FieldVector values = mapped.columns(header, List.of(column), Allocators.root())
                        .get(0)) {
                    new NullCounts("dictionary block " + counted, header).check(column, values);
                }
            }
        }
    }

    private ColumnLayout layout(long id) {
        ColumnLayout column = schema.dictionaries().get(id);
        if (column == null) {
            throw Refused.corrupt("dictionary " + id + " is not declared");
        }
        return column;
    }

    private void index(int count) {
        while (found.size() < count) {
            Block block = blocks.apply(found.size());
            try (MappedBlock mapped = MappedBlock.open(mapping, block)) {
                long id = BatchHeader.dictionary(mapped.message()).dictionaryId();
                pending.computeIfAbsent(id, unseen -> new ArrayList<>()).add(block);
                found.add(block);
            }
        }
    }

    private DictionaryValues values(long id) {
        ColumnLayout column = layout(id);
        List<Block> unread = pending.remove(id);
        if (unread != null) {
            read(id, column, unread);
        }
        return loaded.computeIfAbsent(id, missing -> DictionaryValues.none(column));
    }

    private void read(long id, ColumnLayout column, List<Block> unread) {
        List<FieldVector> pieces = new ArrayList<>();
        try {
            for (Block block : unread) {
                pieces.add(piece(id, column, block, pieces.isEmpty() && !loaded.containsKey(id)));
            }
            if (foreign && ForeignContents.isArrowUnchecked()) {
                // Putting them together reads wherever their offsets point.
                pieces.forEach(piece -> ContentCheck.ofPiece("dictionary " + id, column, piece));
            }
        } catch (RuntimeException | Error e) {
            pieces.forEach(FieldVector::close);
            throw e;
        }
        DictionaryValues before = loaded.remove(id);
        try (DictionaryValues base = before != null ? before : DictionaryValues.of(column, pieces.remove(0))) {
            loaded.put(
                    id,
                    pieces.isEmpty() ? DictionaryValues.of(column, base.view(Allocators.root())) : base.with(pieces));
        } finally {
            pieces.forEach(FieldVector::close);
        }
    }

    private FieldVector piece(long id, ColumnLayout column, Block block, boolean first) {
        try (MappedBlock mapped = MappedBlock.open(mapping, block)) {
            BatchHeader header = BatchHeader.dictionary(mapped.message());
            if (!first && !header.isDelta()) {
                throw Refused.unsupported("dictionary " + id + " is replaced; a file may only extend it");
            }
            return mapped.columns(header, List.of(column), Allocators.root()).get(0);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        loaded.values().forEach(DictionaryValues::close);
        loaded.clear();
    }
}
