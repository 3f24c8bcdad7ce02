package dev.arrowshare.parquet.page;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The data pages of a chunk: where they lie, if the file says so, and which of them were opened.
 *
 * <p><b>Threads:</b> safe.
 */
public final class ChunkPages {
    private final int total;
    private final @Nullable PageTable table;
    private final BitSet opened = new BitSet();

    /** @param total as the footer counts them; 0 where it does not */
    ChunkPages(int total, @Nullable PageTable table) {
        this.total = total;
        this.table = table;
    }

    public @Nullable PageTable table() {
        return table;
    }

    synchronized void opened(int page) {
        opened.set(page);
    }

    /** How many were not opened, as far as it is known how many there are. */
    public synchronized int passed() {
        int pages = table == null ? total : table.pages();
        return Math.max(0, pages - opened.cardinality());
    }
}
