package dev.arrowshare.parquet;

import dev.arrowshare.parquet.encode.EncodedColumn;
import dev.arrowshare.parquet.encode.GrowingBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/** Puts encoded columns one behind the other, and writes their indexes and a footer of this row group alone. */
final class RowGroupFooter {
    private final List<EncodedColumn> columns;
    private final List<ColumnChunk> chunks = new ArrayList<>();
    private final List<OffsetIndex> offsetIndexes = new ArrayList<>();
    private final ByteArrayOutputStream tail = new ByteArrayOutputStream();
    private long chunkBytes;
    private long uncompressedBytes;

    private RowGroupFooter(List<EncodedColumn> columns) {
        this.columns = columns;
    }

    static EncodedRowGroup assemble(
            FileSchema schema,
            ParquetWriteOptions options,
            List<EncodedColumn> columns,
            long rows,
            Consumer<GrowingBuffer> giveBack) {
        List<GrowingBuffer> parts = new ArrayList<>();
        columns.forEach(column -> parts.add(column.content()));
        columns.forEach(column -> parts.add(column.bloomFilter()));
        try {
            RowGroupFooter footer = new RowGroupFooter(columns);
            FileMetaData metadata =
                    FileFooter.of(schema, options, rows, List.of(footer.rowGroup(schema, options, rows)));
            footer.close(metadata);
            return new EncodedRowGroup(
                    metadata, new RowGroupBytes.OfMemory(parts, giveBack), footer.tail.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RowGroup rowGroup(FileSchema schema, ParquetWriteOptions options, long rows) throws IOException {
        columns.forEach(this::place);
        long compressedBytes = chunkBytes;
        for (int i = 0; i < columns.size(); i++) {
            placeBloomFilter(columns.get(i), chunks.get(i));
        }
        for (int i = 0; i < columns.size(); i++) {
            writeColumnIndex(columns.get(i), chunks.get(i));
        }
        for (int i = 0; i < columns.size(); i++) {
            writeOffsetIndex(offsetIndexes.get(i), chunks.get(i));
        }
        RowGroup rowGroup = new RowGroup(chunks, uncompressedBytes, rows).setTotal_compressed_size(compressedBytes);
        return options.sortingColumns().isEmpty() ? rowGroup : rowGroup.setSorting_columns(schema.sorting(options));
    }

    /** Behind the chunks. */
    private void placeBloomFilter(EncodedColumn column, ColumnChunk chunk) {
        long bytes = column.bloomFilter().size();
        if (bytes > 0) {
            chunk.getMeta_data().setBloom_filter_offset(chunkBytes).setBloom_filter_length((int) bytes);
            chunkBytes += bytes;
        }
    }

    private void place(EncodedColumn column) {
        ColumnMetaData metadata = column.metadata();
        OffsetIndex index = column.offsetIndex();
        Offsets.move(metadata, index, chunkBytes);
        chunks.add(new ColumnChunk(0).setMeta_data(metadata));
        offsetIndexes.add(index);
        chunkBytes += column.content().size();
        uncompressedBytes += metadata.getTotal_uncompressed_size();
    }

    private void writeColumnIndex(EncodedColumn column, ColumnChunk chunk) throws IOException {
        ColumnIndex index = column.columnIndex();
        if (index != null) {
            int begin = tail.size();
            Util.writeColumnIndex(index, tail);
            chunk.setColumn_index_offset(chunkBytes + begin).setColumn_index_length(tail.size() - begin);
        }
    }

    private void writeOffsetIndex(OffsetIndex index, ColumnChunk chunk) throws IOException {
        int begin = tail.size();
        Util.writeOffsetIndex(index, tail);
        chunk.setOffset_index_offset(chunkBytes + begin).setOffset_index_length(tail.size() - begin);
    }

    private void close(FileMetaData metadata) throws IOException {
        int begin = tail.size();
        Util.writeFileMetaData(metadata, tail);
        FileFooter.writeLength(tail, tail.size() - begin);
    }
}
