package dev.arrowshare.parquet.decode;

import dev.arrowshare.parquet.page.ChunkLocation;
import dev.arrowshare.parquet.page.InputChannel;
import dev.arrowshare.parquet.page.LeafColumn;
import dev.arrowshare.parquet.page.PageEncoding;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** A column of Parquet's type UNKNOWN, which is always null: its pages are not even read. */
final class NullColumn extends ColumnDecoder {
    NullColumn(LeafColumn column, InputChannel file, Iterator<ChunkLocation> chunks, BufferAllocator allocator) {
        super(column, file, chunks, allocator);
    }

    @Override
    int fill(int rows) {
        return rows;
    }

    @Override
    List<@Nullable ArrowBuf> buffers(@Nullable ArrowBuf valid, int rows) {
        return List.of();
    }

    @Override
    void allocate(int rows) {}

    @Override
    void release() {}

    @Override
    void dictionary(long begin, long end, int values) {}

    @Override
    void open(PageEncoding encoding, long begin, long end) {}

    @Override
    void values(int at, int count) {}

    @Override
    void sparse(int at, int rows, int present, long validity) {}
}
