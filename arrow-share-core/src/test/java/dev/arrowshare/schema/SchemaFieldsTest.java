package dev.arrowshare.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

class SchemaFieldsTest {
    private static final ArrowType DOUBLE = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
    private static final Field ZONE = new Field(
            "zone",
            new FieldType(true, ArrowType.Utf8.INSTANCE, new DictionaryEncoding(7, true, null), Map.of("unit", "none")),
            null);
    private static final Field FARES =
            new Field("fares", FieldType.notNullable(new ArrowType.List()), List.of(Field.nullable("item", DOUBLE)));
    private static final Schema SCHEMA = new Schema(List.of(ZONE, FARES), Map.of("made", "today", "by", "nobody"));

    @Test
    void areWhatArrowReadsOfTheirBytes() {
        byte[] bytes = SchemaFields.of(SCHEMA).bytes();
        Schema read = Schema.convertSchema(org.apache.arrow.flatbuf.Schema.getRootAsSchema(ByteBuffer.wrap(bytes)));
        assertEquals(SCHEMA, read);
    }

    @Test
    void areReadAsArrowReadsThem() {
        SchemaFields fields = SchemaFields.of(SCHEMA);
        SchemaFields read = SchemaFields.read(ByteBuffer.wrap(fields.bytes()));
        assertEquals(fields, read);
        assertEquals(SCHEMA, read.schema());
        assertEquals(fields.hashCode(), read.hashCode());
    }

    @Test
    void differByFieldsAndByMetadata() {
        assertNotEquals(SchemaFields.of(SCHEMA), SchemaFields.of(SCHEMA.getFields(), Map.of()));
        assertNotEquals(SchemaFields.of(List.of(ZONE), Map.of()), SchemaFields.of(List.of(FARES), Map.of()));
    }
}
