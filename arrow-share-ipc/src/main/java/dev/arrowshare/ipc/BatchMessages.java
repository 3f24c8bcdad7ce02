package dev.arrowshare.ipc;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.ipc.ColumnEncoder.IndexMap;
import dev.arrowshare.ipc.layout.BodyPlan;
import dev.arrowshare.ipc.layout.ColumnLayout;
import dev.arrowshare.ipc.layout.DeclaredSchema;
import dev.arrowshare.ipc.layout.MetadataWriter;
import dev.arrowshare.schema.SchemaFields;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/**
 * Batches as the messages of one file or stream: dictionaries in front of the batch that needs them, unified under ids of the
 * file's own, then the batch.
 */
final class BatchMessages implements AutoCloseable {
    private final SchemaFields given;
    private final Compression compression;
    private final Map<Long, UnifiedDictionary> dictionaries = new HashMap<>();
    private final Map<ColumnLayout, int @Nullable []> maps = new HashMap<>();
    private final IndexMap indexMap = (column, vector) -> maps.get(column);
    private @Nullable DeclaredSchema schema;

    /** Takes a message that is to be written. */
    interface Sink {
        void write(ByteBuffer metadata, BodyPlan body);
    }

    BatchMessages(SchemaFields given, Compression compression) {
        this.given = given;
        this.compression = compression;
        if (SchemaDeclaration.isComplete(given)) {
            schema = SchemaDeclaration.of(given, id -> null);
        }
    }

    /** Whether the schema can be written: a dictionary's type may be known only from the first batch. */
    boolean knowsItsTypes() {
        return schema != null;
    }

    /** Takes the types of dictionaries from the first batch, and refuses a batch of another schema. */
    void learnTypes(Batch batch) {
        if (schema == null) {
            schema = SchemaDeclaration.of(given, id -> {
                FieldVector values = batch.dictionary(id);
                return values == null ? null : SchemaDeclaration.of(values);
            });
        }
        SchemaDeclaration.require(schema.memory().fields(), batch.schemaFields().fields());
    }

    /** The schema as it is written. */
    SchemaFields declared() {
        return schema().declared();
    }

    private DeclaredSchema schema() {
        if (schema == null) {
            schema = SchemaDeclaration.of(given, id -> null);
        }
        return schema;
    }

    /** Hands over the messages of one batch, which may be read until this returns. */
    void encode(Batch batch, Sink dictionarySink, Sink batchSink) {
        // Encoding reads memory by its address, and what this library writes is not checked again.
        batch.requireCheckedContents();
        List<ColumnLayout> columns = schema().columns();
        for (int i = 0; i < columns.size(); i++) {
            unify(columns.get(i), batch.column(i), batch, dictionarySink);
        }
        try (BodyPlan plan = new BodyPlan(batch.rows())) {
            ColumnEncoder encoder = new ColumnEncoder(plan, indexMap);
            for (int i = 0; i < columns.size(); i++) {
                encoder.add(columns.get(i), batch.column(i), 0, batch.rows());
            }
            write(plan, batchSink, MetadataWriter::recordBatch);
        }
    }

    private interface Header {
        ByteBuffer of(BodyPlan body);
    }

    private void write(BodyPlan plan, Sink sink, Header header) {
        if (compression == Compression.NONE) {
            sink.write(header.of(plan), plan);
            return;
        }
        try (BodyPlan compressed = BodyCompressor.compress(plan, compression)) {
            sink.write(header.of(compressed), compressed);
        }
    }

    private void unify(ColumnLayout column, FieldVector vector, Batch batch, Sink sink) {
        if (column.dictionary() == null) {
            List<ColumnLayout> children = column.children();
            for (int i = 0; i < children.size(); i++) {
                unify(children.get(i), vector.getChildrenFromFields().get(i), batch, sink);
            }
            return;
        }
        long id = column.dictionary().getId();
        long batchId = Objects.requireNonNull(vector.getField().getDictionary()).getId();
        FieldVector values = batch.dictionary(batchId);
        if (values == null) {
            throw new IllegalArgumentException("column '" + column.name() + "' refers to dictionary " + batchId
                    + ", which the batch does not have");
        }
        ColumnLayout layout = Objects.requireNonNull(schema().dictionaries().get(id));
        for (int i = 0; i < layout.children().size(); i++) {
            unify(layout.children().get(i), values.getChildrenFromFields().get(i), batch, sink);
        }
        UnionTypeIds.require(column.name(), layout.field(), values);
        UnifiedDictionary dictionary = dictionaries.computeIfAbsent(id, unseen -> new UnifiedDictionary(layout));
        maps.put(
                column,
                dictionary.merge(values, indexMap, (added, delta) -> dictionary(added, layout, id, delta, sink)));
        requireRoom(column, dictionary.count());
    }

    private void dictionary(FieldVector values, ColumnLayout layout, long id, boolean delta, Sink sink) {
        try (BodyPlan plan = new BodyPlan(values.getValueCount())) {
            new ColumnEncoder(plan, IndexMap.SAME).add(layout, values, 0, values.getValueCount());
            write(plan, sink, body -> MetadataWriter.dictionary(body, id, delta));
        }
    }

    private static void requireRoom(ColumnLayout column, int values) {
        ArrowType.Int index = (ArrowType.Int) column.field().getType();
        int bits = index.getBitWidth() - (index.getIsSigned() ? 1 : 0);
        if (bits < Integer.SIZE - 1 && values > 1 << bits) {
            throw new UnsupportedFeatureException("column '" + column.name() + "': its dictionaries have " + values
                    + " different values in all, and its indices of " + index.getBitWidth() + " bits reach only "
                    + (1 << bits));
        }
    }

    @Override
    public void close() {
        dictionaries.values().forEach(UnifiedDictionary::close);
        dictionaries.clear();
    }
}
