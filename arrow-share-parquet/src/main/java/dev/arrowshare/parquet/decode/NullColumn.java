package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.page.ChunkLocation;
import dev.arrowshare.parquet.page.InputChannel;
import dev.arrowshare.parquet.page.LeafColumn;
import dev.arrowshare.parquet.page.PageEncoding;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.jspecify.annotations.Nullable;

/**
 * A column of Parquet's type UNKNOWN, which is always null: its pages are not even read. In Arrow it may be dictionary-encoded, with
 * indices that are null and a dictionary of nothing.
 */
final class NullColumn extends ColumnDecoder {
    private final @Nullable DictionaryEncoding encoding;
    private @Nullable ArrowBuf indices;

    NullColumn(LeafColumn column, InputChannel file, Iterator<ChunkLocation> chunks, BufferAllocator allocator) {
        super(column, file, chunks, allocator);
        this.encoding = column.dictionary();
    }

    @Override
    void allocate(int rows) {
        if (encoding != null) {
            long bytes = (long) rows * encoding.getIndexType().getBitWidth() / Byte.SIZE;
            ArrowBuf zeros = allocator.buffer(bytes + SLACK);
            indices = zeros;
            Memory.fill(zeros.memoryAddress(), bytes, (byte) 0);
        }
    }

    @Override
    void grow(int rows, int decoded) {
        release();
        allocate(rows);
    }

    @Override
    void release() {
        ArrowBuf held = indices;
        indices = null;
        if (held != null) {
            held.close();
        }
    }

    @Override
    int fill(int at, int rows) {
        addNulls(at + rows);
        return rows;
    }

    @Override
    void passValues(int count) {}

    @Override
    List<@Nullable ArrowBuf> buffers(@Nullable ArrowBuf valid, int rows) {
        return encoding == null ? List.of() : Arrays.asList(valid, indices);
    }

    @Override
    @Nullable
    FieldVector dictionaryVector() {
        return encoding == null ? null : column.dictionaryField(encoding).createVector(allocator);
    }

    @Override
    void dictionary(long begin, long end, int values) {}

    @Override
    void open(PageEncoding encoding, long begin, long end) {}

    @Override
    void values(int at, int count) {}

    @Override
    void sparse(int at, int rows, int present, long validity) {}
}
