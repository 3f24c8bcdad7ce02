package dev.arrowshare.parquet.page;

import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.schema.ExtensionTypes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** The Arrow schema that a writer left in the metadata {@link #KEY}: it says what Parquet's own types cannot. */
final class StoredArrowSchema {
    static final String KEY = "ARROW:schema";

    private static final int CONTINUATION = 0xffffffff;
    /** A field's table, its vtable and the reference to it take more. */
    private static final int LEAST_FIELD_CHARACTERS = 16;

    private static final StoredArrowSchema NONE = new StoredArrowSchema(Map.of());

    private final Map<String, Field> fields;

    private StoredArrowSchema(Map<String, Field> fields) {
        this.fields = fields;
    }

    static StoredArrowSchema none() {
        return NONE;
    }

    static StoredArrowSchema of(Path path, @Nullable String base64) {
        if (base64 == null) {
            return NONE;
        }
        ExtensionTypes.ensureRegistered();
        try {
            Map<String, Field> fields = new HashMap<>();
            org.apache.arrow.flatbuf.Schema schema = schema(Base64.getDecoder().decode(base64));
            int[] budget = {base64.length() / LEAST_FIELD_CHARACTERS};
            for (int i = 0; i < schema.fieldsLength(); i++) {
                add(schema.fields(i), fields, budget);
            }
            return new StoredArrowSchema(fields);
        } catch (RuntimeException e) {
            throw new CorruptFileException(
                    path + ": its metadata " + KEY + " is no Arrow schema: " + e.getMessage()
                            + "; ParquetReadOptions.ignoreArrowSchema() reads the file without it",
                    e);
        }
    }

    private static org.apache.arrow.flatbuf.Schema schema(byte[] message) {
        ByteBuffer bytes = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.getInt() == CONTINUATION) {
            bytes.getInt();
        }
        org.apache.arrow.flatbuf.Schema schema = new org.apache.arrow.flatbuf.Schema();
        if (Message.getRootAsMessage(bytes.slice().order(ByteOrder.LITTLE_ENDIAN))
                        .header(schema)
                == null) {
            throw new IllegalArgumentException("the message has no header");
        }
        return schema;
    }

    private static void add(org.apache.arrow.flatbuf.Field stored, Map<String, Field> fields, int[] budget) {
        requireTree(stored, 0, budget);
        Field field;
        try {
            field = Field.convertField(stored);
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            // A type that arrow-java lacks, such as decimal32, or an extension of another storage: Parquet's own type
            // stands.
            return;
        }
        fields.put(field.getName(), field);
    }

    /** A hostile schema's children may go round in circles, or be shared so often that they never end. */
    private static void requireTree(org.apache.arrow.flatbuf.Field field, int depth, int[] budget) {
        budget[0]--;
        if (depth > Footer.DEPTH_LIMIT || budget[0] < 0) {
            throw new IllegalArgumentException("its fields are nested without end");
        }
        for (int i = 0; i < field.childrenLength(); i++) {
            requireTree(field.children(i), depth + 1, budget);
        }
    }

    /** The field of that name, or null when there is none. */
    @Nullable
    Field field(String column) {
        return fields.get(column);
    }
}
