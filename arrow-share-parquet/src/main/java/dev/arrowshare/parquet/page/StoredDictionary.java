package dev.arrowshare.parquet.page;

import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.memory.Memory;
import java.util.function.Predicate;
import org.apache.arrow.memory.BufferAllocator;

/** Looks for a value in the dictionary of a chunk. */
final class StoredDictionary {
    private StoredDictionary() {}

    /** Whether any of the values is wanted. */
    static boolean has(
            InputChannel file,
            ChunkLocation dictionary,
            LeafColumn column,
            BufferAllocator allocator,
            Predicate<byte[]> wanted) {
        try (PageSource source = new PageSource(file, dictionary, allocator)) {
            Page page = source.next();
            return page == null || page.kind() != Page.Kind.DICTIONARY || has(page, column, wanted);
        } catch (MalformedPageException e) {
            throw new CorruptFileException(
                    file.path() + ": column '" + column.name() + "', row group " + dictionary.rowGroup()
                            + ", dictionary: " + e.getMessage(),
                    e);
        }
    }

    private static boolean has(Page page, LeafColumn column, Predicate<byte[]> wanted) {
        int width = column.physical() == PhysicalType.FIXED_LEN_BYTE_ARRAY
                ? column.typeLength()
                : column.physical().bytes();
        boolean isPrefixed = column.physical() == PhysicalType.BYTE_ARRAY;
        long at = page.body();
        long end = at + page.bytes();
        for (int i = 0; i < page.values(); i++) {
            int length = isPrefixed && end - at >= Integer.BYTES ? Memory.getInt(at) : width;
            at += isPrefixed ? Integer.BYTES : 0;
            if (length < 0 || length > end - at) {
                throw new MalformedPageException(
                        "value of " + length + " bytes in a page that has " + (end - at) + " left");
            }
            byte[] bytes = new byte[length];
            Memory.copy(at, bytes, 0, length);
            if (wanted.test(bytes)) {
                return true;
            }
            at += length;
        }
        return false;
    }
}
