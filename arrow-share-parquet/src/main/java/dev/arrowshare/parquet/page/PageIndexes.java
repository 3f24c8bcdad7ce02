package dev.arrowshare.parquet.page;

import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.parquet.crypto.ModuleCipher;
import dev.arrowshare.parquet.crypto.ModuleKind;
import dev.arrowshare.parquet.crypto.TamperedModuleException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/** Reads the page indexes of chunks: what is wrong with one is an error, not a reason to do without. */
final class PageIndexes {
    /** Writers cut long bounds, so that a page takes some 100 bytes. */
    private static final int BYTES_LIMIT = 256 << 20;

    private PageIndexes() {}

    /** Where the chunk's pages lie; null where the file does not say it. */
    static @Nullable PageTable table(
            InputChannel file, Footer footer, ColumnChunk chunk, ChunkLocation location, String where) {
        return chunk.isSetOffset_index_offset() && location.values() > 0
                ? PageTable.of(offsets(file, footer, chunk, location.crypto(), where), location, where)
                : null;
    }

    /** The offset index of a chunk that has one. */
    static OffsetIndex offsets(
            InputChannel file, Footer footer, ColumnChunk chunk, @Nullable ChunkCrypto crypto, String where) {
        String what = where + "its offset index ";
        byte[] stored = bytes(file, footer, chunk.getOffset_index_offset(), chunk.getOffset_index_length(), what);
        return parsed(Util::readOffsetIndex, opened(stored, crypto, ModuleKind.OFFSET_INDEX, what), what);
    }

    /** The bounds of the chunk's pages; null where the file does not have them. */
    static @Nullable ColumnIndex bounds(
            InputChannel file,
            Footer footer,
            ColumnChunk chunk,
            @Nullable ChunkCrypto crypto,
            int pages,
            String where) {
        if (!chunk.isSetColumn_index_offset()) {
            return null;
        }
        String what = where + "its column index ";
        byte[] stored = bytes(file, footer, chunk.getColumn_index_offset(), chunk.getColumn_index_length(), what);
        ColumnIndex index = parsed(Util::readColumnIndex, opened(stored, crypto, ModuleKind.COLUMN_INDEX, what), what);
        boolean isWhole = index.getNull_pagesSize() == pages
                && index.getMin_valuesSize() == pages
                && index.getMax_valuesSize() == pages
                && (!index.isSetNull_counts() || index.getNull_countsSize() == pages)
                && (!index.isSetNan_counts() || index.getNan_countsSize() == pages);
        if (!isWhole) {
            throw new CorruptFileException(where + "its column index is of " + index.getNull_pagesSize()
                    + " pages, with "
                    + index.getMin_valuesSize() + " and " + index.getMax_valuesSize() + " bounds; its offset index has "
                    + pages + " pages");
        }
        return index;
    }

    static byte[] bytes(ByteBuffer bound) {
        byte[] bytes = new byte[bound.remaining()];
        bound.duplicate().get(bytes);
        return bytes;
    }

    private static byte[] bytes(InputChannel file, Footer footer, long offset, int length, String what) {
        long end = footer.footerOffset();
        if (offset < 4 || length <= 0 || length > BYTES_LIMIT || offset > end - length) {
            throw new CorruptFileException(
                    what + "lies at " + offset + " with " + length + " bytes, the footer begins at " + end);
        }
        byte[] bytes = new byte[length];
        file.read(offset, ByteBuffer.wrap(bytes));
        return bytes;
    }

    private static byte[] opened(byte[] stored, @Nullable ChunkCrypto crypto, ModuleKind kind, String what) {
        if (crypto == null) {
            return stored;
        }
        try {
            return new ModuleCipher().open(crypto.key(), crypto.place().of(kind), stored);
        } catch (TamperedModuleException e) {
            throw new CorruptFileException(what + e.getMessage(), e);
        }
    }

    private interface Parser<T> {
        T parse(InputStream from) throws IOException;
    }

    private static <T> T parsed(Parser<T> parser, byte[] bytes, String what) {
        try {
            return parser.parse(new ByteArrayInputStream(bytes));
        } catch (IOException | RuntimeException e) {
            throw new CorruptFileException(what + "is not sound: " + e.getMessage(), e);
        }
    }
}
