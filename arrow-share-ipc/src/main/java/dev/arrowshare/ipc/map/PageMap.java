package dev.arrowshare.ipc.map;

import dev.arrowshare.memory.Memory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;

/**
 * Where private mappings were written to, page by page, from {@code /proc/self/pagemap}: eight bytes a page, of which a process may
 * read its own flags. A page of a file that is mapped privately stops being the file's when it is first written to.
 */
final class PageMap {
    private static final String PAGEMAP = "/proc/self/pagemap";
    private static final long PRESENT = 1L << 63;
    private static final long SWAPPED = 1L << 62;
    private static final long FILE_OR_SHARED = 1L << 61;
    private static final int CHUNK_ENTRIES = 8_192;

    private PageMap() {}

    /** The written pages of these windows; none where there is no {@code pagemap}. */
    static FileRanges written(Collection<Window> windows) {
        FileRanges written = new FileRanges();
        // Not a channel: those are closed by an interrupt.
        try (RandomAccessFile pagemap = new RandomAccessFile(PAGEMAP, "r")) {
            for (Window window : windows) {
                addWritten(pagemap, window, written);
            }
            return written;
        } catch (IOException e) {
            return new FileRanges();
        }
    }

    private static void addWritten(RandomAccessFile pagemap, Window window, FileRanges written) throws IOException {
        int page = Memory.pageSize();
        long first = window.address() / page;
        long end = (window.address() + window.length() + page - 1) / page;
        byte[] chunk = new byte[CHUNK_ENTRIES * Long.BYTES];
        for (long from = first; from < end; from += CHUNK_ENTRIES) {
            int count = (int) Math.min(CHUNK_ENTRIES, end - from);
            pagemap.seek(from * Long.BYTES);
            pagemap.readFully(chunk, 0, count * Long.BYTES);
            ByteBuffer entries = ByteBuffer.wrap(chunk).order(ByteOrder.nativeOrder());
            for (int i = 0; i < count; i++) {
                if (isWritten(entries.getLong(i * Long.BYTES))) {
                    addPage(window, (from + i) * page, page, written);
                }
            }
        }
    }

    private static boolean isWritten(long entry) {
        return (entry & (PRESENT | SWAPPED)) != 0 && (entry & FILE_OR_SHARED) == 0;
    }

    /** Pages of memory may be larger than the steps at which windows begin. */
    private static void addPage(Window window, long address, int page, FileRanges written) {
        long start = Math.max(address, window.address());
        long end = Math.min(address + page, window.address() + window.length());
        written.add(window.offsetOf(start, 0), window.offsetOf(start, 0) + end - start);
    }
}
