package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.Allocators;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.JulianFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.LargeVarBinaryVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.crypto.FileDecryptionProperties;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.jspecify.annotations.Nullable;

/** Compares what we read with what parquet-java's record reader reads, value by value. */
final class GroupOracle {
    private static org.apache.parquet.ParquetReadOptions options(@Nullable FileDecryptionProperties keys) {
        return org.apache.parquet.ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new OracleCodecs())
                .withDecryption(keys)
                .build();
    }

    private GroupOracle() {}

    static ParquetFileReader open(Path file, @Nullable FileDecryptionProperties keys) throws IOException {
        return new ParquetFileReader(new LocalInputFile(file), options(keys));
    }

    /** All records of a file, as parquet-java assembles them. */
    static List<Group> records(Path file) throws IOException {
        return records(file, null);
    }

    /** All records of an encrypted file. */
    static List<Group> records(Path file, @Nullable FileDecryptionProperties keys) throws IOException {
        List<Group> records = new ArrayList<>();
        try (ParquetFileReader reader = open(file, keys)) {
            MessageType schema = reader.getFooter().getFileMetaData().getSchema();
            MessageColumnIO columns = new ColumnIOFactory().getColumnIO(schema);
            for (PageReadStore pages = reader.readNextRowGroup(); pages != null; pages = reader.readNextRowGroup()) {
                RecordReader<Group> recordReader = columns.getRecordReader(pages, new GroupRecordConverter(schema));
                for (long i = 0; i < pages.getRowCount(); i++) {
                    records.add(recordReader.read());
                }
            }
        }
        return records;
    }

    /** Reads the file with those options and compares every value; every batch but the last must be full. */
    static void assertEqual(Path file, ParquetReadOptions options) throws IOException {
        assertEqual(file, records(file), options);
    }

    static void assertEqual(Path file, List<Group> expected, ParquetReadOptions options) {
        int row = 0;
        try (BufferAllocator allocator = Allocators.child("oracle");
                BatchStream batches = ParquetSource.open(file, options).read(allocator)) {
            for (Batch next = batches.next(); next != null; next = batches.next()) {
                try (Batch batch = next) {
                    int rows = (int) batch.rows();
                    if (options.rowsPerBatch().isPresent()) {
                        int wanted = Math.min(options.rowsPerBatch().getAsInt(), expected.size() - row);
                        assertEquals(wanted, rows, file + ": rows of the batch at row " + row);
                    }
                    assertRows(file, expected, batch, row);
                    row += rows;
                }
            }
        }
        assertEquals(expected.size(), row, file + ": rows");
    }

    static void assertRows(Path file, List<Group> expected, Batch batch, int firstRow) {
        NestedOracle oracle = new NestedOracle(batch);
        for (int column = 0; column < batch.columnCount(); column++) {
            FieldVector vector = batch.column(column);
            for (int i = 0; i < batch.rows(); i++) {
                Group group = expected.get(firstRow + i);
                String where = file.getFileName() + ": column '" + vector.getName() + "' ("
                        + vector.getField().getType() + "), row " + (firstRow + i);
                oracle.assertField(where, group, batch.schema().getFields().get(column), vector, i);
            }
        }
    }

    /** Value {@code i} of a field of a record. */
    static Object expected(PrimitiveType type, Group group, int field, int i) {
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        int scale = logical instanceof DecimalLogicalTypeAnnotation decimal ? decimal.getScale() : -1;
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> group.getBoolean(field, i);
            case INT32 ->
                scale >= 0
                        ? BigDecimal.valueOf(group.getInteger(field, i), scale)
                        : narrowed(logical, group.getInteger(field, i));
            case INT64 -> scale >= 0 ? BigDecimal.valueOf(group.getLong(field, i), scale) : group.getLong(field, i);
            case FLOAT -> Float.floatToRawIntBits(group.getFloat(field, i));
            case DOUBLE -> Double.doubleToRawLongBits(group.getDouble(field, i));
            case INT96 -> nanos(group.getInt96(field, i));
            case BINARY, FIXED_LEN_BYTE_ARRAY -> {
                byte[] bytes = group.getBinary(field, i).getBytes();
                yield scale >= 0 ? new BigDecimal(new BigInteger(bytes), scale) : Arrays.toString(bytes);
            }
        };
    }

    private static long narrowed(LogicalTypeAnnotation logical, int value) {
        if (logical instanceof IntLogicalTypeAnnotation integer && !integer.isSigned()) {
            return value & ((1L << integer.getBitWidth()) - 1);
        }
        return value;
    }

    private static long nanos(Binary int96) {
        ByteBuffer bytes = int96.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        long nanosOfDay = bytes.getLong();
        LocalDate day = LocalDate.EPOCH.with(JulianFields.JULIAN_DAY, bytes.getInt());
        Instant instant = day.atStartOfDay(ZoneOffset.UTC).toInstant().plusNanos(nanosOfDay);
        return ChronoUnit.NANOS.between(Instant.EPOCH, instant);
    }

    static Object actual(PrimitiveType type, FieldVector vector, int row) {
        if (vector instanceof DecimalVector decimal) {
            return decimal.getObject(row);
        }
        if (vector instanceof Decimal256Vector decimal) {
            return decimal.getObject(row);
        }
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> ((BitVector) vector).get(row) == 1;
            case INT32 -> integer(type.getLogicalTypeAnnotation(), vector, row);
            case FLOAT -> vector.getDataBuffer().getInt(4L * row);
            case INT64, DOUBLE, INT96 -> vector.getDataBuffer().getLong(8L * row);
            case BINARY, FIXED_LEN_BYTE_ARRAY -> Arrays.toString(bytes(vector, row));
        };
    }

    private static long integer(LogicalTypeAnnotation logical, FieldVector vector, int row) {
        int bits = logical instanceof IntLogicalTypeAnnotation integer ? integer.getBitWidth() : 32;
        boolean signed = !(logical instanceof IntLogicalTypeAnnotation integer) || integer.isSigned();
        long value = switch (bits) {
            case 8 -> vector.getDataBuffer().getByte(row);
            case 16 -> vector.getDataBuffer().getShort(2L * row);
            default -> vector.getDataBuffer().getInt(4L * row);
        };
        return signed ? value : value & ((1L << bits) - 1);
    }

    private static byte[] bytes(FieldVector vector, int row) {
        if (vector instanceof ExtensionTypeVector<?> extension) {
            return bytes((FieldVector) extension.getUnderlyingVector(), row);
        }
        if (vector instanceof BaseVariableWidthViewVector views) {
            return views.get(row);
        }
        if (vector instanceof VarCharVector text) {
            return text.get(row);
        }
        if (vector instanceof VarBinaryVector binary) {
            return binary.get(row);
        }
        if (vector instanceof LargeVarCharVector text) {
            return text.get(row);
        }
        if (vector instanceof LargeVarBinaryVector binary) {
            return binary.get(row);
        }
        if (vector instanceof FixedSizeBinaryVector fixed) {
            return fixed.get(row);
        }
        byte[] half = new byte[2];
        vector.getDataBuffer().getBytes(2L * row, half);
        return half;
    }
}
