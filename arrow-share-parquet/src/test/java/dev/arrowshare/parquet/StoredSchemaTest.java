package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.error.CorruptFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The writer's Arrow schema is honoured where the stored values can be what it says. */
class StoredSchemaTest {
    private static final String TYPES =
            "message m { optional int64 zoned (TIMESTAMP(MICROS,true)); optional int64 local"
                    + " (TIMESTAMP(MICROS,false)); optional int64 duration; optional binary text (STRING);"
                    + " optional binary bytes; optional int32 day (DATE); optional binary coded (STRING);"
                    + " optional int64 wide (DECIMAL(12,2)); optional int64 other; optional int32 unnamed; }";

    @TempDir
    private Path folder;

    static String encoded(Schema schema) {
        return Base64.getEncoder().encodeToString(schema.serializeAsMessage());
    }

    @Test
    void typesThatFitAreRestored() throws IOException {
        Schema stored = new Schema(
                List.of(
                        Field.nullable("zoned", new ArrowType.Timestamp(TimeUnit.MICROSECOND, "Europe/Paris")),
                        Field.nullable("local", new ArrowType.Timestamp(TimeUnit.MICROSECOND, "Europe/Paris")),
                        Field.nullable("duration", new ArrowType.Duration(TimeUnit.MILLISECOND)),
                        new Field(
                                "text",
                                new FieldType(true, new ArrowType.LargeUtf8(), null, Map.of("unit", "words")),
                                null),
                        Field.nullable("bytes", new ArrowType.LargeBinary()),
                        Field.nullable("day", new ArrowType.Date(DateUnit.MILLISECOND)),
                        new Field(
                                "coded",
                                new FieldType(true, new ArrowType.LargeUtf8(), new DictionaryEncoding(1, false, null)),
                                null),
                        Field.nullable("wide", new ArrowType.Decimal(12, 2, 256)),
                        Field.nullable("other", new ArrowType.Utf8())),
                Map.of());
        Path file = written(encoded(stored));
        Schema schema = ParquetSource.open(file).schema();
        assertEquals(new ArrowType.Timestamp(TimeUnit.MICROSECOND, "Europe/Paris"), type(schema, "zoned"));
        assertEquals(new ArrowType.Timestamp(TimeUnit.MICROSECOND, null), type(schema, "local"));
        assertEquals(new ArrowType.Duration(TimeUnit.MILLISECOND), type(schema, "duration"));
        assertEquals(new ArrowType.LargeUtf8(), type(schema, "text"));
        assertEquals(Map.of("unit", "words"), schema.findField("text").getMetadata());
        assertEquals(new ArrowType.LargeBinary(), type(schema, "bytes"));
        assertEquals(new ArrowType.Date(DateUnit.MILLISECOND), type(schema, "day"));
        assertEquals(new ArrowType.LargeUtf8(), type(schema, "coded"));
        assertEquals(new ArrowType.Decimal(12, 2, 256), type(schema, "wide"));
        assertEquals(new ArrowType.Int(64, true), type(schema, "other"));
        assertEquals(new ArrowType.Int(32, true), type(schema, "unnamed"));
        assertTrue(schema.getCustomMetadata().isEmpty(), "the key itself is no metadata of the schema");
        GroupOracle.assertEqual(
                file,
                ParquetReadOptions.read()
                        .rowsPerBatch(90)
                        .columns("zoned", "local", "duration", "text", "bytes", "coded", "wide", "other", "unnamed"));
    }

    @Test
    void whatIsNoSchemaIsCorrupt() throws IOException {
        for (String wrong : List.of("no base64!", "", "AAAA", "/////wAAAAA=")) {
            Path file = written(wrong);
            CorruptFileException failure = assertThrows(CorruptFileException.class, () -> ParquetSource.open(file));
            assertTrue(
                    failure.getMessage().startsWith(file + ": its metadata ARROW:schema is no Arrow schema"),
                    failure.getMessage());
        }
    }

    private static ArrowType type(Schema schema, String column) {
        return schema.findField(column).getType();
    }

    private Path written(String storedSchema) throws IOException {
        Path file = folder.resolve("stored.parquet");
        new OracleWriter(
                        MessageTypeParser.parseMessageType(TYPES),
                        ParquetProperties.builder().build(),
                        CompressionCodecName.SNAPPY,
                        200,
                        new Random(17),
                        0.1,
                        0)
                .write(file, 300, Map.of("ARROW:schema", storedSchema));
        return file;
    }
}
