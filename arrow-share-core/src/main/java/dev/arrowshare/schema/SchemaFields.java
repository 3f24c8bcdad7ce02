package dev.arrowshare.schema;

import com.google.flatbuffers.FlatBufferBuilder;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What an Arrow schema says: fields and metadata. Arrow's own {@link Schema} says the same, but its first use in a JVM sets up Jackson,
 * which takes longer than all else that a worker process does until its first batch (measured: 0.1 of 0.35 s). So this is what passes
 * between our classes, and a {@link Schema} is made for who asks for one.
 *
 * <pre>{@code
 * SchemaFields fields = SchemaFields.of(List.of(Field.nullable("fare", Types.MinorType.FLOAT8.getType())), Map.of());
 * SchemaFields same = SchemaFields.read(ByteBuffer.wrap(fields.bytes()));
 * Schema schema = fields.schema();
 * }</pre>
 *
 * <p><b>Threads:</b> immutable.
 */
public final class SchemaFields {
    private static final int INITIAL_BYTES = 1024;

    private final List<Field> fields;
    private final Map<String, String> metadata;
    private volatile @Nullable Schema schema;

    private SchemaFields(List<Field> fields, Map<String, String> metadata) {
        this.fields = List.copyOf(fields);
        this.metadata = metadata;
    }

    /**
     * Those fields, in that order.
     *
     * @param metadata key-value pairs of the whole schema; not to be changed any more
     */
    public static SchemaFields of(List<Field> fields, Map<String, String> metadata) {
        return new SchemaFields(fields, metadata);
    }

    /** What that schema says. */
    public static SchemaFields of(Schema schema) {
        Map<String, String> metadata = schema.getCustomMetadata();
        SchemaFields same = new SchemaFields(schema.getFields(), metadata == null ? Map.of() : metadata);
        same.schema = schema;
        return same;
    }

    /** A schema as Arrow's format has it, which must have been checked. */
    public static SchemaFields of(org.apache.arrow.flatbuf.Schema format) {
        Map<String, String> metadata = new LinkedHashMap<>();
        for (int i = 0; i < format.customMetadataLength(); i++) {
            KeyValue pair = format.customMetadata(i);
            metadata.put(Objects.requireNonNullElse(pair.key(), ""), Objects.requireNonNullElse(pair.value(), ""));
        }
        List<Field> fields = IntStream.range(0, format.fieldsLength())
                .mapToObj(i -> Field.convertField(format.fields(i)))
                .toList();
        return new SchemaFields(fields, metadata);
    }

    /** From the {@link #bytes} of another one, which begin at the buffer's position. */
    public static SchemaFields read(ByteBuffer bytes) {
        return of(org.apache.arrow.flatbuf.Schema.getRootAsSchema(bytes));
    }

    /** As a flatbuffer of Arrow's format, {@code Schema.fbs}, without a message around it. */
    public byte[] bytes() {
        FlatBufferBuilder builder = new FlatBufferBuilder(INITIAL_BYTES);
        builder.finish(write(builder));
        return builder.sizedByteArray();
    }

    /** Adds this schema to a flatbuffer of Arrow's format; returns its offset there. */
    public int write(FlatBufferBuilder builder) {
        int[] columns =
                fields.stream().mapToInt(field -> field.getField(builder)).toArray();
        int[] pairs = metadata.entrySet().stream()
                .mapToInt(entry -> KeyValue.createKeyValue(
                        builder, builder.createString(entry.getKey()), builder.createString(entry.getValue())))
                .toArray();
        return org.apache.arrow.flatbuf.Schema.createSchema(
                builder,
                Endianness.Little,
                org.apache.arrow.flatbuf.Schema.createFieldsVector(builder, columns),
                org.apache.arrow.flatbuf.Schema.createCustomMetadataVector(builder, pairs),
                0);
    }

    public List<Field> fields() {
        return fields;
    }

    /** Key-value pairs of the whole schema. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** The same as Arrow's own class. */
    public Schema schema() {
        Schema known = schema;
        if (known == null) {
            known = new Schema(fields, metadata);
            schema = known;
        }
        return known;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof SchemaFields that && fields.equals(that.fields) && metadata.equals(that.metadata));
    }

    @Override
    public int hashCode() {
        return Objects.hash(fields, metadata);
    }

    @Override
    public String toString() {
        return Schemas.describe(fields);
    }
}
