package dev.arrowshare.ipc.map;

import dev.arrowshare.ipc.layout.BatchHeader;
import dev.arrowshare.ipc.layout.ColumnLayout;
import dev.arrowshare.ipc.layout.Footer.Block;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which columns of a file's blocks someone in this process wrote to. The kernel knows pages; where several columns share a page, those
 * are meant whose bytes differ from the file's, and all of them when none does.
 */
public final class DirtyColumns {
    private final FileMapping mapping;
    private final List<ColumnLayout> columns;
    private final FileRanges pages;

    private DirtyColumns(FileMapping mapping, List<ColumnLayout> columns) {
        this.mapping = mapping;
        this.columns = columns;
        this.pages = mapping.dirtyRanges();
    }

    /**
     * For each block, the columns by name, each with the bytes of its written pages that are its own.
     *
     * @param columns all columns of the file
     */
    public static List<Map<String, Long>> of(FileMapping mapping, List<ColumnLayout> columns, List<Block> blocks) {
        DirtyColumns dirty = new DirtyColumns(mapping, columns);
        return blocks.stream().map(dirty::in).toList();
    }

    private Map<String, Long> in(Block block) {
        if (pages.within(block.offset(), block.offset() + block.length()).isEmpty()) {
            return Map.of();
        }
        try (MappedBlock mapped = MappedBlock.open(mapping, block)) {
            BatchHeader header = BatchHeader.recordBatch(mapped.message());
            long body = block.offset() + block.metadataLength();
            Map<String, Long> touched = new LinkedHashMap<>();
            Map<String, Long> changed = new LinkedHashMap<>();
            for (ColumnLayout column : columns) {
                FileRanges written = written(column, header, body);
                if (!written.isEmpty()) {
                    touched.merge(column.name(), written.bytes(), Long::sum);
                }
                if (written.anyMatch(mapping::differs)) {
                    changed.merge(column.name(), written.bytes(), Long::sum);
                }
            }
            return changed.isEmpty() ? touched : changed;
        }
    }

    private FileRanges written(ColumnLayout column, BatchHeader header, long body) {
        FileRanges written = new FileRanges();
        ColumnLoader.buffers(List.of(column), header).stream().forEach(index -> {
            long start = body + header.bufferOffset(index);
            written.addAll(pages.within(start, start + header.bufferLength(index)));
        });
        return written;
    }
}
