package dev.arrowshare.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/** The row groups of a file so far, with the page indexes that are written behind the last of them. */
final class FileIndexes {
    private record Chunk(ColumnChunk metadata, ByteArrayOutputStream columnIndex, OffsetIndex offsetIndex) {}

    private final List<RowGroup> rowGroups = new ArrayList<>();
    private final List<Chunk> chunks = new ArrayList<>();

    /** Takes over the metadata of a row group whose first chunk stands at that position. */
    void add(EncodedRowGroup group, long position) throws IOException {
        RowGroup moved = new RowGroup(group.rowGroup()).setFile_offset(position);
        if (rowGroups.size() <= Short.MAX_VALUE) {
            moved.setOrdinal((short) rowGroups.size());
        }
        for (ColumnChunk chunk : moved.getColumns()) {
            ByteArrayOutputStream columnIndex = new ByteArrayOutputStream();
            if (chunk.isSetColumn_index_offset()) {
                group.index(chunk.getColumn_index_offset(), chunk.getColumn_index_length())
                        .transferTo(columnIndex);
            }
            OffsetIndex offsetIndex =
                    Util.readOffsetIndex(group.index(chunk.getOffset_index_offset(), chunk.getOffset_index_length()));
            Offsets.move(chunk.getMeta_data(), offsetIndex, position);
            chunks.add(new Chunk(chunk, columnIndex, offsetIndex));
        }
        rowGroups.add(moved);
    }

    List<RowGroup> rowGroups() {
        return rowGroups;
    }

    /** Appends the indexes, which will stand at that position of the file, and notes where each is. */
    void write(ByteArrayOutputStream to, long position) throws IOException {
        for (Chunk chunk : chunks) {
            if (chunk.columnIndex.size() > 0) {
                chunk.metadata.setColumn_index_offset(position + to.size());
                chunk.columnIndex.writeTo(to);
            }
        }
        for (Chunk chunk : chunks) {
            int begin = to.size();
            Util.writeOffsetIndex(chunk.offsetIndex, to);
            chunk.metadata.setOffset_index_offset(position + begin).setOffset_index_length(to.size() - begin);
        }
    }
}
