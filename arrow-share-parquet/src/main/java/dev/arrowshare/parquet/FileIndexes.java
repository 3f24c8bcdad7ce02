package dev.arrowshare.parquet;

import dev.arrowshare.parquet.crypto.ModuleKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/** The row groups of a file so far, with the page indexes that are written behind the last of them. */
final class FileIndexes {
    private record Chunk(int rowGroup, int column, PlacedRowGroup group) {
        ColumnChunk metadata() {
            return group.chunk(column);
        }

        List<String> path() {
            return metadata().getMeta_data().getPath_in_schema();
        }

        byte[] columnIndex() {
            return group.columnIndexes().get(column);
        }

        OffsetIndex offsetIndex() {
            return group.offsetIndexes().get(column);
        }
    }

    private final List<RowGroup> rowGroups = new ArrayList<>();
    private final List<Chunk> chunks = new ArrayList<>();

    void add(PlacedRowGroup group) {
        if (rowGroups.size() <= Short.MAX_VALUE) {
            group.metadata().setOrdinal((short) rowGroups.size());
        }
        for (int column = 0; column < group.columns(); column++) {
            chunks.add(new Chunk(rowGroups.size(), column, group));
        }
        rowGroups.add(group.metadata());
    }

    List<RowGroup> rowGroups() {
        return rowGroups;
    }

    /** Appends the indexes, which will stand at that position of the file, and notes where each is. */
    void write(ByteArrayOutputStream to, long position, Optional<FileEncryption> encryption) throws IOException {
        for (Chunk chunk : chunks) {
            if (chunk.columnIndex().length > 0) {
                byte[] index = sealed(chunk.columnIndex(), ModuleKind.COLUMN_INDEX, chunk, encryption);
                chunk.metadata().setColumn_index_offset(position + to.size()).setColumn_index_length(index.length);
                to.write(index);
            }
        }
        for (Chunk chunk : chunks) {
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            Util.writeOffsetIndex(chunk.offsetIndex(), plain);
            byte[] index = sealed(plain.toByteArray(), ModuleKind.OFFSET_INDEX, chunk, encryption);
            chunk.metadata().setOffset_index_offset(position + to.size()).setOffset_index_length(index.length);
            to.write(index);
        }
    }

    private static byte[] sealed(byte[] index, ModuleKind kind, Chunk chunk, Optional<FileEncryption> encryption) {
        return encryption
                .map(file -> file.index(index, kind, chunk.path(), chunk.rowGroup, chunk.column))
                .orElse(index);
    }
}
