package dev.arrowshare.batch;

import dev.arrowshare.error.ClosedException;
import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.error.SchemaMismatchException;
import dev.arrowshare.memory.AllocationScope;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.OpenResources;
import dev.arrowshare.schema.SchemaFields;
import dev.arrowshare.schema.Schemas;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

// Longer than most, for it is all that can be done with a batch; how is in the classes beside it.
/**
 * One Arrow record batch: columns of equal length, and the dictionaries that they refer to.
 *
 * <pre>{@code
 * Float8Vector tip = trips.column("tip", Float8Vector.class), fare = trips.column("fare", Float8Vector.class);
 * Batch result = trips.with(Columns.float8("tip_share", tip, fare, (t, f) -> t / f)).without("note");
 * }</pre>
 *
 * <p>Vectors from {@link #column} are for reading: they may lie over a mapped file. {@link #edit} gives an owned copy.
 *
 * <p><b>Threads:</b> a batch may be read by several threads; closing it while another thread reads it is an error of the caller's.
 *
 * <p><b>Ownership:</b> whoever got the batch closes it, except in a mapper, which closes nothing. {@code with}, {@code select},
 * {@code slice} and their like return a new batch that retains what it shares and leave this one open. Vectors live as long as
 * their batch.
 *
 * <p><b>Errors:</b> {@link NoSuchColumnException}, which lists the columns; {@link ClosedException} after {@link #close};
 * {@link dev.arrowshare.error.CorruptFileException} where columns of another program's file are copied whose contents are not right.
 */
public final class Batch implements AutoCloseable {
    private final ColumnSet columns;
    private final Map<String, String> metadata;
    private final long rows;
    private final BufferAllocator allocator;
    private final AtomicInteger holders = new AtomicInteger(1);
    private final OpenResources.@Nullable Entry opened;
    private @Nullable SchemaFields schema;
    private @Nullable Footprint footprint;

    /** Takes over the set. */
    Batch(ColumnSet columns, Map<String, String> metadata, long rows, BufferAllocator allocator) {
        this.columns = columns;
        this.metadata = metadata;
        this.rows = rows;
        this.allocator = allocator;
        this.opened = isTraced(allocator)
                ? OpenResources.add("batch of " + rows + " rows " + Schemas.describe(columns.fields()), allocator)
                : null;
    }

    /** In a scope nobody needs to close. */
    private static boolean isTraced(BufferAllocator allocator) {
        return OpenResources.isTracingBatches() && !(allocator instanceof AllocationScope);
    }

    /**
     * A batch of these vectors, which it takes over, unless it refuses them. All must have {@code rows} values, and none may be
     * another batch's.
     */
    public static Batch of(long rows, FieldVector... vectors) {
        return of(
                rows,
                List.of(vectors),
                Map.of(),
                Map.of(),
                vectors.length == 0 ? Allocators.root() : vectors[0].getAllocator());
    }

    /**
     * A batch of these vectors and dictionaries (by id), all of which it takes over.
     *
     * @param metadata the schema's own key-value metadata
     * @param allocator where new columns of this batch are to be allocated
     */
    public static Batch of(
            long rows,
            List<? extends FieldVector> vectors,
            Map<Long, ? extends FieldVector> dictionaries,
            Map<String, String> metadata,
            BufferAllocator allocator) {
        List<Field> fields = new ArrayList<>(vectors.size());
        vectors.forEach(vector -> fields.add(vector.getField()));
        return of(fields, metadata, rows, vectors, dictionaries, allocator);
    }

    /**
     * A batch of these vectors and dictionaries (by id), all of which it takes over, with the fields as they were declared.
     *
     * @param schema in Arrow-java's memory format: a dictionary-encoded field has the type of its indices
     * @param allocator where new columns of this batch are to be allocated
     */
    public static Batch of(
            Schema schema,
            long rows,
            List<? extends FieldVector> vectors,
            Map<Long, ? extends FieldVector> dictionaries,
            BufferAllocator allocator) {
        return of(SchemaFields.of(schema), rows, vectors, dictionaries, allocator);
    }

    /** The same, with the schema as {@link #schemaFields} has it. */
    public static Batch of(
            SchemaFields schema,
            long rows,
            List<? extends FieldVector> vectors,
            Map<Long, ? extends FieldVector> dictionaries,
            BufferAllocator allocator) {
        Batch batch = of(schema.fields(), schema.metadata(), rows, vectors, dictionaries, allocator);
        batch.schema = schema;
        return batch;
    }

    private static Batch of(
            List<Field> fields,
            Map<String, String> metadata,
            long rows,
            List<? extends FieldVector> vectors,
            Map<Long, ? extends FieldVector> dictionaries,
            BufferAllocator allocator) {
        return new Batch(ColumnSet.of(fields, rows, vectors, dictionaries), metadata, rows, allocator);
    }

    /** A batch of the root's vectors, which it takes over: close the batch, not the root. */
    public static Batch of(VectorSchemaRoot root, BufferAllocator allocator) {
        return of(root.getSchema(), root.getRowCount(), root.getFieldVectors(), Map.of(), allocator);
    }

    /**
     * Rows of a struct's children, shared with it: the caller still closes the struct and the dictionaries.
     *
     * @param begins at which of its values each vector begins, at any depth and in dictionaries too, by the vector that an
     *     extension type stands on
     */
    public static Batch ofStruct(
            StructVector struct,
            Schema schema,
            long rows,
            ToLongFunction<FieldVector> begins,
            Map<Long, ? extends FieldVector> dictionaries,
            BufferAllocator allocator) {
        List<FieldVector> columns = new ArrayList<>();
        Map<Long, FieldVector> values = new TreeMap<>();
        Slices slices = new Slices(allocator, begins);
        try {
            for (FieldVector child : struct.getChildrenFromFields()) {
                Field field = schema.getFields().get(columns.size());
                columns.add(slices.of(child, field, begins.applyAsLong(struct), Math.toIntExact(rows)));
            }
            dictionaries.forEach((id, vector) -> values.put(id, slices.of(vector, vector.getField())));
            return of(schema, rows, columns, values, allocator);
        } catch (RuntimeException | Error e) {
            columns.forEach(FieldVector::close);
            values.values().forEach(FieldVector::close);
            throw e;
        }
    }

    /** How many rows each column has. */
    public long rows() {
        return rows;
    }

    /** The fields of the columns, with the dictionary encoding of those that have one. */
    public Schema schema() {
        return schemaFields().schema();
    }

    /** What {@link #schema} says, without Arrow's class of that name, whose first use takes a JVM 0.1 s. */
    public SchemaFields schemaFields() {
        SchemaFields known = schema;
        if (known == null) {
            known = SchemaFields.of(columns.fields(), metadata);
            schema = known;
        }
        return known;
    }

    /** The schema as files and messages have it: dictionary-encoded fields have the type of their values. */
    public Schema messageSchema() {
        return new Schema(columns.messageFields(), metadata);
    }

    public int columnCount() {
        return columns.list().size();
    }

    /**
     * The column of that name, for reading.
     *
     * @throws NoSuchColumnException when there is none, or several
     * @throws IllegalArgumentException when its vector is of another class; the message names the right one
     */
    public <V extends FieldVector> V column(String name, Class<V> type) {
        FieldVector vector = column(name);
        if (!type.isInstance(vector)) {
            throw new IllegalArgumentException("column '" + name + "' is a "
                    + vector.getClass().getSimpleName() + ", not a " + type.getSimpleName());
        }
        return type.cast(vector);
    }

    /** The column of that name, for reading. */
    public FieldVector column(String name) {
        requireOpen();
        return columns.named(name).vector();
    }

    /** The column at that position, for reading. */
    public FieldVector column(int index) {
        requireOpen();
        return columns.list().get(index).vector();
    }

    /**
     * An owned copy of a column, for writing; give it back with {@link #with}.
     *
     * <pre>{@code
     * Float8Vector fare = trips.edit("fare", Float8Vector.class);
     * fare.set(0, 12.5);
     * return trips.with(fare);
     * }</pre>
     */
    public <V extends FieldVector> V edit(String name, Class<V> type) {
        V source = column(name, type);
        Column column = columns.named(name);
        Check.run(this, List.of(column));
        Field field = column.field();
        Concatenation.Part all = Concatenation.Part.of(source, 0);
        return type.cast(new Concatenation(allocator, Map.of()).of(field, List.of(all)));
    }

    /**
     * This batch with one more column, or with the column of the same name replaced where it stands.
     *
     * @param vector taken over by the new batch, unless it is a column of this batch already; a column of another batch stays
     *     that batch's and must not be given
     */
    public Batch with(FieldVector vector) {
        requireOpen();
        return derived(columns.with(vector, rows), rows);
    }

    /** This batch without those columns. */
    public Batch without(String... names) {
        requireOpen();
        return derived(columns.without(List.of(names)), rows);
    }

    /** Those columns, in that order. */
    public Batch select(String... names) {
        return select(List.of(names));
    }

    /** Those columns, in that order. */
    public Batch select(List<String> names) {
        requireOpen();
        return derived(columns.select(names), rows);
    }

    /** This batch with one column under another name. */
    public Batch rename(String from, String to) {
        requireOpen();
        return derived(columns.rename(from, to), rows);
    }

    /**
     * Rows {@code [offset, offset + length)}, sharing the buffers. At offsets that are no multiple of 8 bitmaps are copied, and
     * the run ends of run-end encoded columns always.
     */
    public Batch slice(long offset, long length) {
        requireOpen();
        if (offset < 0 || length < 0 || offset > rows - length) {
            throw new IllegalArgumentException(
                    "rows " + offset + "+" + length + " are outside of a batch of " + rows + " rows");
        }
        return derived(columns.slice(offset, Math.toIntExact(length), allocator), length);
    }

    /**
     * The selected rows, in order: shared where they are neighbours, else copied. All of them are this batch's own columns; none are a
     * batch without rows.
     */
    public Batch take(RowSelection selection) {
        requireOpen();
        if (selection.rows() != rows) {
            throw new IllegalArgumentException(
                    "a selection of " + selection.rows() + " rows, of a batch of " + rows + " rows");
        }
        if (selection.isAll()) {
            return derived(columns.same(), rows);
        }
        if (selection.isEmpty()) {
            return slice(0, 0);
        }
        int[] indices = selection.indices();
        int span = indices[indices.length - 1] - indices[0] + 1;
        if (span == indices.length) {
            return slice(indices[0], span);
        }
        Check.run(this, columns.list());
        return derived(columns.gathered(indices, allocator), indices.length);
    }

    /**
     * The rows of several batches after each other, copied into one, allocated where the first batch allocates. Dictionaries are
     * unified where they differ.
     *
     * @throws SchemaMismatchException when the schemas differ
     */
    public static Batch concat(List<Batch> batches) {
        if (batches.isEmpty()) {
            throw new IllegalArgumentException("nothing to concat: the schema of no batch is not known");
        }
        batches.forEach(Batch::requireOpen);
        return batches.size() == 1
                ? batches.get(0).derived(batches.get(0).columns.same(), batches.get(0).rows)
                : ConcatenatedBatch.of(batches);
    }

    ColumnSet columns() {
        return columns;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    /** The dictionaries that this batch's columns refer to. */
    public DictionaryProvider dictionaries() {
        Map<Long, Dictionary> byId = new LinkedHashMap<>();
        Dictionaries.encodings(columns.fields(), columns.dictionaries()).forEach((id, encoding) -> {
            Column dictionary = columns.dictionary(id);
            if (dictionary != null) {
                byId.put(id, new Dictionary(dictionary.vector(), encoding));
            }
        });
        return new Dictionaries(byId);
    }

    /** The values of dictionary {@code id}, for reading. */
    public @Nullable FieldVector dictionary(long id) {
        Column dictionary = columns.dictionary(id);
        return dictionary == null ? null : dictionary.vector();
    }

    /** Where new columns of this batch are allocated, and are freed from. */
    public BufferAllocator allocator() {
        return allocator;
    }

    /** Bytes of this batch's rows and dictionaries that lie in mapped files, shared with every process that maps them. */
    public long mappedBytes() {
        return footprint().mapped();
    }

    /** Bytes of this batch's rows and dictionaries that are this process's own. */
    public long copiedBytes() {
        return footprint().copied();
    }

    private Footprint footprint() {
        requireOpen();
        Footprint known = footprint;
        if (known == null) {
            known = columns.footprint();
            footprint = known;
        }
        return known;
    }

    /**
     * Notes that nobody has checked the contents of any column yet. For whoever makes batches of files; before anyone else has the
     * batch. What is derived from it knows this too.
     */
    public Batch markUnchecked(UncheckedContents contents) {
        columns.markUnchecked(contents);
        return this;
    }

    /**
     * Checks the contents of those columns that come from another program's file, unless that was done before. Due before code sees
     * them that reads memory without looking: native code, whoever hands it over. Files are written, and batches exported, only
     * after this.
     *
     * @throws dev.arrowshare.error.CorruptFileException naming the file, the batch, the column and the row
     */
    public void requireCheckedContents() {
        requireOpen();
        Check.run(this, columns.list());
    }

    /**
     * The columns as Arrow's own aggregate, for code that wants one. A view: it is valid as long as this batch, and must not be
     * closed. Call {@link #requireCheckedContents} before handing it to native code.
     */
    public VectorSchemaRoot asRoot() {
        requireOpen();
        return new VectorSchemaRoot(
                schema(), columns.list().stream().map(Column::vector).toList(), Math.toIntExact(rows));
    }

    /** The columns as one struct vector that shares their buffers; the caller closes it. */
    public StructVector asStruct() {
        requireOpen();
        StructVector struct = EmptyVectors.struct(columns.fields(), allocator);
        try {
            for (int i = 0; i < columns.list().size(); i++) {
                Views.share(
                        columns.list().get(i).vector(),
                        struct.getChildrenFromFields().get(i));
            }
            Views.load(struct, Math.toIntExact(rows), List.of(allocator.getEmpty()));
            return struct;
        } catch (RuntimeException | Error e) {
            struct.close();
            throw e;
        }
    }

    /** Holds this batch once more: it then needs one more {@link #close}. */
    public Batch retain() {
        if (holders.getAndUpdate(count -> count > 0 ? count + 1 : count) <= 0) {
            throw new ClosedException("this batch of " + rows + " rows is closed");
        }
        return this;
    }

    /**
     * This batch for one call of a user's function: new columns are allocated in the scope, and nothing that is derived from it
     * needs to be closed. This batch must stay open until the scope is closed.
     */
    public Batch lentTo(AllocationScope scope) {
        return viewed(scope, buffer -> {
            ArrowBuf lent = scope.lend(buffer);
            lent.getReferenceManager().retain();
            return lent;
        });
    }

    /** This batch outside of its scope: what was allocated there moves to the scope's parent, the rest is retained. */
    public Batch keptFrom(AllocationScope scope) {
        return viewed(scope.getParentAllocator(), scope::keep);
    }

    private Batch viewed(BufferAllocator target, UnaryOperator<ArrowBuf> counted) {
        requireOpen();
        Batch same = new Batch(columns.viewed(target, counted), metadata, rows, target);
        same.schema = schema;
        return same;
    }

    /** Lets go of the columns. Once per {@link #retain}, plus one. */
    @Override
    public void close() {
        if (holders.getAndUpdate(count -> count > 0 ? count - 1 : count) == 1) {
            if (opened != null) {
                opened.close();
            }
            columns.release();
        }
    }

    /** The first rows as a table with aligned columns, cut to lines of some 120 characters. */
    public String toTable(int firstRows) {
        requireOpen();
        return new BatchTable(columns, rows, firstRows).toString();
    }

    /** The first ten rows as a table. */
    @Override
    public String toString() {
        return holders.get() <= 0 ? "a closed batch of " + rows + " rows" : toTable(10);
    }

    private Batch derived(ColumnSet held, long newRows) {
        return new Batch(held, metadata, newRows, allocator);
    }

    private void requireOpen() {
        if (holders.get() <= 0) {
            throw new ClosedException("this batch of " + rows + " rows is closed");
        }
    }
}
