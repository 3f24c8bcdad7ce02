package dev.arrowshare.parquet.page;

import dev.arrowshare.error.CorruptFileException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * The Arrow schema that a writer left in the metadata {@link #KEY}: it says what Parquet's own types cannot, such as a time zone's
 * name. It is believed where the stored values can be what it says, and otherwise ignored, as pyarrow does.
 */
final class StoredArrowSchema {
    static final String KEY = "ARROW:schema";

    private static final int CONTINUATION = 0xffffffff;

    private final Map<String, Field> fields;

    private StoredArrowSchema(Map<String, Field> fields) {
        this.fields = fields;
    }

    static StoredArrowSchema of(Path path, @Nullable String base64) {
        Map<String, Field> fields = new HashMap<>();
        if (base64 == null) {
            return new StoredArrowSchema(fields);
        }
        try {
            org.apache.arrow.flatbuf.Schema schema = schema(Base64.getDecoder().decode(base64));
            for (int i = 0; i < schema.fieldsLength(); i++) {
                add(schema.fields(i), fields);
            }
            return new StoredArrowSchema(fields);
        } catch (RuntimeException e) {
            throw new CorruptFileException(
                    path + ": its metadata " + KEY + " is no Arrow schema: " + e.getMessage(), e);
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

    private static void add(org.apache.arrow.flatbuf.Field stored, Map<String, Field> fields) {
        Field field;
        try {
            field = Field.convertField(stored);
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            // A type that arrow-java lacks, such as decimal32: Parquet's own type stands.
            return;
        }
        fields.put(field.getName(), field);
    }

    /** The field's metadata, or none. */
    Map<String, String> metadata(String column) {
        Field field = fields.get(column);
        return field == null || field.getMetadata() == null ? Map.of() : field.getMetadata();
    }

    /** The type that the writer had, where the values allow it. */
    ArrowType restore(String column, ArrowType inferred) {
        Field field = fields.get(column);
        if (field == null) {
            return inferred;
        }
        ArrowType wanted = field.getType() instanceof ArrowType.ExtensionType extension
                ? extension.storageType()
                : field.getType();
        return fits(wanted, inferred) ? merged(wanted, inferred) : inferred;
    }

    private static boolean fits(ArrowType wanted, ArrowType inferred) {
        return switch (wanted.getTypeID()) {
            case LargeUtf8 -> inferred instanceof ArrowType.Utf8;
            case LargeBinary -> inferred instanceof ArrowType.Binary;
            case Duration ->
                inferred instanceof ArrowType.Int integer && integer.getBitWidth() == 64 && integer.getIsSigned();
            case Date -> inferred instanceof ArrowType.Date;
            case Timestamp -> inferred instanceof ArrowType.Timestamp timestamp && timestamp.getTimezone() != null;
            case Decimal ->
                inferred instanceof ArrowType.Decimal decimal
                        && decimal.getPrecision() == ((ArrowType.Decimal) wanted).getPrecision()
                        && decimal.getScale() == ((ArrowType.Decimal) wanted).getScale()
                        && ((ArrowType.Decimal) wanted).getBitWidth() >= decimal.getBitWidth();
            default -> false;
        };
    }

    private static ArrowType merged(ArrowType wanted, ArrowType inferred) {
        if (wanted instanceof ArrowType.Timestamp zoned && inferred instanceof ArrowType.Timestamp timestamp) {
            String zone = zoned.getTimezone() == null || zoned.getTimezone().isEmpty()
                    ? timestamp.getTimezone()
                    : zoned.getTimezone();
            return new ArrowType.Timestamp(timestamp.getUnit(), zone);
        }
        return wanted;
    }
}
