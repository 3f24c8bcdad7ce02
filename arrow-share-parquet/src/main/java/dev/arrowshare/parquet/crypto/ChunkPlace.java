package dev.arrowshare.parquet.crypto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Which column chunk of which file a module belongs to. It is authenticated with the module (its AAD), so that a module which was moved
 * is noticed.
 */
public final class ChunkPlace {
    private static final int SUFFIX_BYTES = 7;

    /** Of row groups, of columns, and of pages in a chunk. */
    public static final int MOST = Short.MAX_VALUE;

    private final byte[] file;
    private final int rowGroup;
    private final int column;

    /** @param file what the file's modules have in common: a prefix that may be kept outside of it, and some random bytes */
    public ChunkPlace(byte[] file, int rowGroup, int column) {
        this.file = file;
        this.rowGroup = rowGroup;
        this.column = column;
    }

    /** What is authenticated with a footer. */
    public static byte[] ofFooter(byte[] file) {
        return ByteBuffer.allocate(file.length + 1)
                .put(file)
                .put(ModuleKind.FOOTER.number())
                .array();
    }

    /** What is authenticated with a module that is not of a data page. */
    public byte[] of(ModuleKind kind) {
        return of(kind, 0);
    }

    /** What is authenticated with a module; pages of data are counted in their chunk. */
    public byte[] of(ModuleKind kind, int page) {
        ByteBuffer place = ByteBuffer.allocate(file.length + SUFFIX_BYTES - (kind.hasPageOrdinal() ? 0 : 2))
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(file)
                .put(kind.number())
                .putShort((short) rowGroup)
                .putShort((short) column);
        return kind.hasPageOrdinal() ? place.putShort((short) page).array() : place.array();
    }

    @Override
    public String toString() {
        return "column " + column + " of row group " + rowGroup;
    }
}
