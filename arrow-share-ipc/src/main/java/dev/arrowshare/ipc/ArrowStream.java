package dev.arrowshare.ipc;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.ClosedException;
import dev.arrowshare.ipc.layout.BatchHeader;
import dev.arrowshare.ipc.layout.ColumnLayout;
import dev.arrowshare.ipc.layout.DeclaredSchema;
import dev.arrowshare.ipc.layout.Refused;
import dev.arrowshare.ipc.map.Body;
import dev.arrowshare.ipc.map.ColumnLoader;
import dev.arrowshare.ipc.map.DictionaryValues;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.CountedRegion;
import dev.arrowshare.memory.OpenResources;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads the Arrow stream format, a batch after the other, into memory of its own.
 *
 * <pre>{@code
 * try (ArrowStream stream = ArrowStream.open(Path.of("trips.arrows"))) {
 *     for (Batch next = stream.next(allocator); next != null; next = stream.next(allocator)) {
 *         try (Batch batch = next) { … }
 *     }
 * }
 * }</pre>
 *
 * <p><b>Threads:</b> one at a time.
 *
 * <p><b>Ownership:</b> the opener closes it, and each batch; batches outlive it.
 *
 * <p><b>Errors:</b> as for {@link ArrowFile}; a stream that ends inside of a message is a {@code CorruptFileException}.
 */
public final class ArrowStream implements AutoCloseable {
    private final String name;
    private final StreamMessages messages;
    private final DeclaredSchema schema;
    private final Selection everything;
    private final Map<Long, DictionaryValues> dictionaries = new TreeMap<>();
    private final OpenResources.Entry opened;
    private int read;
    private boolean closed;

    private ArrowStream(String name, StreamMessages messages) {
        this.name = name;
        this.messages = messages;
        if (!messages.next()) {
            throw Refused.corrupt("an empty stream, without a schema");
        }
        this.schema = messages.message().schema();
        this.everything = Selection.all(schema);
        this.opened = OpenResources.add("Arrow stream " + name);
    }

    /** Reads a file in the stream format. */
    public static ArrowStream open(Path path) {
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            return of(Channels.newInputStream(channel), path.toString());
        } catch (NoSuchFileException e) {
            throw new ArrowShareException(path + ": no such file", e);
        } catch (IOException e) {
            throw new ArrowShareException(path + ": cannot read it: " + e.getMessage(), e);
        }
    }

    /** Reads from {@code input}, which is closed with this stream; errors call it {@code name}. */
    public static ArrowStream of(InputStream input, String name) {
        StreamMessages messages = new StreamMessages(name, input);
        try {
            return Reading.of(name, () -> new ArrowStream(name, messages));
        } catch (RuntimeException | Error e) {
            messages.close();
            throw e;
        }
    }

    /** The columns as a batch has them: a dictionary-encoded column's type is that of its indices. */
    public Schema schema() {
        return schema.memory().schema();
    }

    /** The columns as the stream declares them: a dictionary-encoded column's type is that of its values. */
    public Schema declaredSchema() {
        return schema.declared().schema();
    }

    /** The next batch, or null at the end of the stream. */
    public @Nullable Batch next(BufferAllocator allocator) {
        if (closed) {
            throw new ClosedException(name + ": the stream is closed");
        }
        return Reading.<@Nullable Batch>of(name, () -> {
            while (messages.next()) {
                if (messages.message().isRecordBatch()) {
                    return batch(allocator);
                }
                dictionary();
            }
            return null;
        });
    }

    private Batch batch(BufferAllocator allocator) {
        BatchHeader header = BatchHeader.recordBatch(messages.message());
        List<FieldVector> columns = columns(header, everything.columns(), allocator);
        Map<Long, FieldVector> values = new TreeMap<>();
        Batch batch;
        try {
            for (long id : everything.dictionaries()) {
                values.put(id, values(id).view(allocator));
            }
            batch = Batch.of(schema.memory(), header.rows(), columns, values, allocator);
        } catch (RuntimeException | Error e) {
            columns.forEach(FieldVector::close);
            values.values().forEach(FieldVector::close);
            throw e;
        }
        // Nothing in a stream says who wrote it, and its dictionaries may be replaced.
        String batchName = "batch " + read++;
        return new ForeignContents(name, () -> batchName, schema.dictionaries(), new ConcurrentHashMap<>()).mark(batch);
    }

    private DictionaryValues values(long id) {
        return dictionaries.computeIfAbsent(id, unsent -> DictionaryValues.none(column(unsent)));
    }

    private ColumnLayout column(long id) {
        ColumnLayout column = schema.dictionaries().get(id);
        if (column == null) {
            throw Refused.corrupt("dictionary " + id + " is not declared");
        }
        return column;
    }

    private void dictionary() {
        BatchHeader header = BatchHeader.dictionary(messages.message());
        long id = header.dictionaryId();
        ColumnLayout column = column(id);
        FieldVector values = piece(id, header, column);
        DictionaryValues before = dictionaries.remove(id);
        if (before == null || !header.isDelta()) {
            dictionaries.put(id, DictionaryValues.of(column, values));
            if (before != null) {
                before.close();
            }
            return;
        }
        try (before;
                values) {
            dictionaries.put(id, before.with(List.of(values)));
        }
    }

    private FieldVector piece(long id, BatchHeader header, ColumnLayout column) {
        FieldVector values = columns(header, List.of(column), Allocators.root()).get(0);
        try {
            if (ForeignContents.isArrowUnchecked()) {
                ContentCheck.ofPiece("dictionary " + id, column, values);
            }
            return values;
        } catch (RuntimeException | Error e) {
            values.close();
            throw e;
        }
    }

    private List<FieldVector> columns(BatchHeader header, List<ColumnLayout> columns, BufferAllocator allocator) {
        ArrowBuf memory = messages.body(allocator);
        CountedRegion region = CountedRegion.of(0, Long.MAX_VALUE, CountedRegion.Kind.OWNED, allocator, memory::close);
        try {
            return ColumnLoader.columns(header, columns, Body.at(memory.memoryAddress(), header, region), allocator);
        } finally {
            region.release();
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        opened.close();
        dictionaries.values().forEach(DictionaryValues::close);
        messages.close();
    }
}
