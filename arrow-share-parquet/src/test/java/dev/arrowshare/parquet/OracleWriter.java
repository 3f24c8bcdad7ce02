package dev.arrowshare.parquet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.crypto.FileEncryptionProperties;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.GroupWriter;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** Writes seeded random records with parquet-java's writer, without Hadoop. */
final class OracleWriter {
    private final MessageType schema;
    private final ParquetProperties properties;
    private final CompressionCodecName codec;
    private final int rowsPerGroup;
    private final Random random;
    private final double nulls;
    private final int distinct;

    /**
     * @param nulls share of nulls in optional columns
     * @param distinct how many values a column has, or 0 for no bound
     */
    OracleWriter(
            MessageType schema,
            ParquetProperties properties,
            CompressionCodecName codec,
            int rowsPerGroup,
            Random random,
            double nulls,
            int distinct) {
        this.schema = schema;
        this.properties = properties;
        this.codec = codec;
        this.rowsPerGroup = rowsPerGroup;
        this.random = random;
        this.nulls = nulls;
        this.distinct = distinct;
    }

    void write(Path file, int rows, Map<String, String> metadata) throws IOException {
        write(file, rows, metadata, null);
    }

    void write(Path file, int rows, Map<String, String> metadata, @Nullable FileEncryptionProperties encryption)
            throws IOException {
        try (ParquetFileWriter writer = new ParquetFileWriter(
                new LocalOutputFile(file),
                schema,
                ParquetFileWriter.Mode.OVERWRITE,
                128L << 20,
                0,
                64,
                64,
                true,
                encryption)) {
            writer.start();
            for (int done = 0; done < rows; done += rowsPerGroup) {
                rowGroup(writer, Math.min(rowsPerGroup, rows - done), done / rowsPerGroup);
            }
            writer.end(metadata);
        }
    }

    private void rowGroup(ParquetFileWriter writer, int rows, int number) throws IOException {
        try (ColumnChunkPageWriteStore pages = new ColumnChunkPageWriteStore(
                        new OracleCodecs().getCompressor(codec),
                        schema,
                        properties.getAllocator(),
                        64,
                        true,
                        writer.getEncryptor(),
                        number);
                ColumnWriteStore columns = properties.newColumnWriteStore(schema, pages, pages)) {
            RecordConsumer consumer = new ColumnIOFactory().getColumnIO(schema).getRecordWriter(columns);
            GroupWriter records = new GroupWriter(consumer, schema);
            for (int i = 0; i < rows; i++) {
                records.write(record());
                // Nulls of groups are held back, which a page with few rows does not expect.
                consumer.flush();
            }
            writer.startBlock(rows);
            columns.flush();
            pages.flushToFileWriter(writer);
            writer.endBlock();
        }
    }

    private Group record() {
        return filled(new SimpleGroup(schema));
    }

    private Group filled(Group group) {
        List<Type> fields = group.getType().getFields();
        for (int i = 0; i < fields.size(); i++) {
            for (int count = count(fields.get(i)); count > 0; count--) {
                if (fields.get(i).isPrimitive()) {
                    add(group, i, fields.get(i).asPrimitiveType());
                } else {
                    filled(group.addGroup(i));
                }
            }
        }
        return group;
    }

    /** How often a field is there: repeated ones none to three times. */
    private int count(Type field) {
        if (field.isRepetition(Type.Repetition.REPEATED)) {
            return random.nextDouble() < nulls ? 0 : random.nextInt(4);
        }
        return field.isRepetition(Type.Repetition.REQUIRED) || random.nextDouble() >= nulls ? 1 : 0;
    }

    private void add(Group group, int field, PrimitiveType type) {
        long value = distinct == 0 ? random.nextLong() : mixed(random.nextInt(distinct));
        switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> group.add(field, (value & 1) == 0);
            case INT32 -> group.add(field, (int) fitted(type, value));
            case INT64 -> group.add(field, fitted(type, value));
            case FLOAT -> group.add(field, Float.intBitsToFloat((int) value));
            case DOUBLE -> group.add(field, Double.longBitsToDouble(value));
            case INT96 -> group.add(field, int96(value));
            case BINARY -> group.add(field, Binary.fromConstantByteArray(binary(type, value)));
            case FIXED_LEN_BYTE_ARRAY ->
                group.add(field, Binary.fromConstantByteArray(bytes(value, type.getTypeLength())));
        }
    }

    private static long mixed(int index) {
        return (index + 1) * 0x9E3779B97F4A7C15L;
    }

    /** What the annotation allows. */
    private static long fitted(PrimitiveType type, long value) {
        if (type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation decimal) {
            return value % (long) Math.pow(10, decimal.getPrecision());
        }
        String name = String.valueOf(type.getLogicalTypeAnnotation());
        return switch (name) {
            case "INTEGER(8,true)" -> (byte) value;
            case "INTEGER(16,true)" -> (short) value;
            case "INTEGER(8,false)" -> value & 0xff;
            case "INTEGER(16,false)" -> value & 0xffff;
            default -> value;
        };
    }

    private static Binary int96(long value) {
        byte[] bytes = new byte[12];
        long nanosOfDay = Math.floorMod(value, 86_400_000_000_000L);
        int day = 2_440_588 + (int) Math.floorMod(value >>> 7, 50_000L);
        for (int i = 0; i < 12; i++) {
            bytes[i] = (byte) (i < 8 ? nanosOfDay >>> (8 * i) : day >>> (8 * (i - 8)));
        }
        return Binary.fromConstantByteArray(bytes);
    }

    private static byte[] binary(PrimitiveType type, long value) {
        if (type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation) {
            return java.math.BigInteger.valueOf(value % 1_000_000_000_000L).toByteArray();
        }
        int kind = (int) Math.floorMod(value, 10L);
        int length = kind == 0 ? 0 : kind == 1 ? 300 : kind;
        String text = "ü" + "x".repeat(length) + Long.toHexString(value);
        return kind == 0 ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(long value, int length) {
        byte[] bytes = new byte[length];
        new Random(value).nextBytes(bytes);
        // Leading zeros keep a decimal within its precision.
        for (int i = 0; i < length / 8 + 1 && i < length - 1; i++) {
            bytes[i] = 0;
        }
        return bytes;
    }
}
