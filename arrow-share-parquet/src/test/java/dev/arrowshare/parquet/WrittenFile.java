package dev.arrowshare.parquet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.internal.column.columnindex.ColumnIndex;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/** A Parquet file as parquet-java reads it, value by value, with the checksums of all pages verified. */
final class WrittenFile implements AutoCloseable {
    private final ParquetFileReader reader;

    private WrittenFile(ParquetFileReader reader) {
        this.reader = reader;
    }

    static WrittenFile open(Path file) throws IOException {
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .usePageChecksumVerification(true)
                .withCodecFactory(new LibraryCodecs())
                .build();
        return new WrittenFile(new ParquetFileReader(new LocalInputFile(file), options));
    }

    ParquetMetadata footer() {
        return reader.getFooter();
    }

    PrimitiveType type(int column) {
        return footer().getFileMetaData().getSchema().getType(column).asPrimitiveType();
    }

    ColumnChunkMetaData chunk(int rowGroup, int column) {
        return footer().getBlocks().get(rowGroup).getColumns().get(column);
    }

    ColumnIndex columnIndex(int rowGroup, int column) throws IOException {
        return reader.readColumnIndex(chunk(rowGroup, column));
    }

    OffsetIndex offsetIndex(int rowGroup, int column) throws IOException {
        return reader.readOffsetIndex(chunk(rowGroup, column));
    }

    BloomFilter bloomFilter(int rowGroup, int column) throws IOException {
        return reader.readBloomFilter(chunk(rowGroup, column));
    }

    /** The hash of a value as {@link #storedValues} has it. */
    static long hash(BloomFilter filter, Object value) {
        if (value instanceof Integer number) {
            return filter.hash((int) number);
        }
        if (value instanceof Long number) {
            return filter.hash((long) number);
        }
        return value instanceof Double number ? filter.hash((double) number) : filter.hash((Binary) value);
    }

    /** The values of the first column of a row group that are not null, as they are stored. */
    List<Object> storedValues(int rowGroup) throws IOException {
        PageReadStore pages = reader.readRowGroup(rowGroup);
        MessageType schema = footer().getFileMetaData().getSchema();
        ColumnDescriptor column = schema.getColumns().get(0);
        ColumnReadStoreImpl columns =
                new ColumnReadStoreImpl(pages, new GroupRecordConverter(schema).getRootConverter(), schema, null);
        ColumnReader values = columns.getColumnReader(column);
        List<Object> stored = new ArrayList<>();
        for (long i = 0; i < chunk(rowGroup, 0).getValueCount(); i++) {
            if (values.getCurrentDefinitionLevel() == column.getMaxDefinitionLevel()) {
                stored.add(
                        switch (column.getPrimitiveType().getPrimitiveTypeName()) {
                            case INT32 -> values.getInteger();
                            case INT64 -> values.getLong();
                            case DOUBLE -> values.getDouble();
                            default -> values.getBinary().copy();
                        });
            }
            values.consume();
        }
        return stored;
    }

    /** The footer as it is in the file. */
    static FileMetaData thriftFooter(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 8);
        return Util.readFileMetaData(new ByteArrayInputStream(bytes, bytes.length - 8 - length, length));
    }

    /** All rows, a list of plain Java objects each: Boolean, Long, Double, BigInteger, String, ByteBuffer. */
    List<List<Object>> rows() throws IOException {
        MessageType schema = footer().getFileMetaData().getSchema();
        MessageColumnIO columns = new ColumnIOFactory().getColumnIO(schema);
        List<List<Object>> rows = new ArrayList<>();
        PageReadStore pages = reader.readNextRowGroup();
        while (pages != null) {
            RecordReader<Group> records = columns.getRecordReader(pages, new GroupRecordConverter(schema));
            for (long i = 0; i < pages.getRowCount(); i++) {
                rows.add(values(records.read()));
            }
            pages = reader.readNextRowGroup();
        }
        return rows;
    }

    private static List<Object> values(Group group) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < group.getType().getFieldCount(); i++) {
            values.add(optional(group, i));
        }
        return values;
    }

    private static Object optional(Group group, int field) {
        return group.getFieldRepetitionCount(field) == 0 ? null : value(group, field);
    }

    /** Lists as lists, maps as lists of pairs, structs as maps with the members' places before their names. */
    private static Object value(Group group, int field) {
        Type type = group.getType().getType(field);
        if (type.isPrimitive()) {
            return value(type.asPrimitiveType(), group, field);
        }
        Group inner = group.getGroup(field, 0);
        if (type.getLogicalTypeAnnotation() instanceof LogicalTypeAnnotation.ListLogicalTypeAnnotation) {
            return repeated(inner).stream()
                    .map(element -> optional(element, 0))
                    .collect(Collectors.toCollection(ArrayList::new));
        }
        if (type.getLogicalTypeAnnotation() instanceof LogicalTypeAnnotation.MapLogicalTypeAnnotation) {
            return repeated(inner).stream().map(WrittenFile::members).toList();
        }
        return members(inner);
    }

    private static List<Group> repeated(Group list) {
        List<Group> repeated = new ArrayList<>();
        for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
            repeated.add(list.getGroup(0, i));
        }
        return repeated;
    }

    private static Map<String, Object> members(Group group) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = 0; i < group.getType().getFieldCount(); i++) {
            members.put(i + ":" + group.getType().getFieldName(i), optional(group, i));
        }
        return members;
    }

    private static Object value(PrimitiveType type, Group group, int field) {
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> group.getBoolean(field, 0);
            case INT32 -> integer(type, group.getInteger(field, 0));
            case INT64 -> integer(type, group.getLong(field, 0));
            case FLOAT -> (double) group.getFloat(field, 0);
            case DOUBLE -> group.getDouble(field, 0);
            default -> bytes(type, group.getBinary(field, 0));
        };
    }

    static Object integer(PrimitiveType type, long value) {
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        if (logical instanceof LogicalTypeAnnotation.DecimalLogicalTypeAnnotation) {
            return BigInteger.valueOf(value);
        }
        boolean isUnsigned =
                logical instanceof LogicalTypeAnnotation.IntLogicalTypeAnnotation number && !number.isSigned();
        return isUnsigned && type.getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.INT32
                ? value & 0xffffffffL
                : value;
    }

    static Object bytes(PrimitiveType type, Binary value) {
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        if (logical instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation) {
            return value.toStringUsingUTF8();
        }
        if (logical instanceof LogicalTypeAnnotation.DecimalLogicalTypeAnnotation) {
            return new BigInteger(value.getBytes());
        }
        if (logical instanceof LogicalTypeAnnotation.Float16LogicalTypeAnnotation) {
            return (double) org.apache.arrow.memory.util.Float16.toFloat(ByteBuffer.wrap(value.getBytes())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getShort());
        }
        return ByteBuffer.wrap(value.getBytes());
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
