package dev.arrowshare.parquet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * What a file says about one of its row groups: metadata, and the page indexes that are written later.
 *
 * @param columnIndexes as they are serialised, one a column; empty where there is none
 * @param offsetIndexes one a column
 */
record PlacedRowGroup(RowGroup metadata, List<byte[]> columnIndexes, List<OffsetIndex> offsetIndexes) {
    /** A copy of what an encoded row group says of itself, with its offsets. */
    static PlacedRowGroup of(EncodedRowGroup group) throws IOException {
        RowGroup metadata = group.rowGroup().deepCopy();
        List<byte[]> columnIndexes = new ArrayList<>();
        List<OffsetIndex> offsetIndexes = new ArrayList<>();
        for (ColumnChunk chunk : metadata.getColumns()) {
            byte[] columnIndex = chunk.isSetColumn_index_offset()
                    ? group.index(chunk.getColumn_index_offset(), chunk.getColumn_index_length())
                            .readAllBytes()
                    : new byte[0];
            columnIndexes.add(columnIndex);
            offsetIndexes.add(
                    Util.readOffsetIndex(group.index(chunk.getOffset_index_offset(), chunk.getOffset_index_length())));
        }
        return new PlacedRowGroup(metadata, columnIndexes, offsetIndexes);
    }

    /** Says that the first chunk's first byte stands at that position of the file. */
    PlacedRowGroup at(long position) {
        metadata.setFile_offset(position);
        for (int column = 0; column < columns(); column++) {
            Offsets.move(chunk(column).getMeta_data(), offsetIndexes.get(column), position);
        }
        return this;
    }

    int columns() {
        return metadata.getColumnsSize();
    }

    ColumnChunk chunk(int column) {
        return metadata.getColumns().get(column);
    }
}
