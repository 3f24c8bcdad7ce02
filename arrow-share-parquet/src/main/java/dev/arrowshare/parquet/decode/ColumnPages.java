package dev.arrowshare.parquet.decode;

import dev.arrowshare.parquet.page.ChunkLocation;
import dev.arrowshare.parquet.page.InputChannel;
import dev.arrowshare.parquet.page.LeafColumn;
import dev.arrowshare.parquet.page.MalformedPageException;
import dev.arrowshare.parquet.page.Page;
import dev.arrowshare.parquet.page.PageSource;
import dev.arrowshare.parquet.page.PageTable;
import java.util.Iterator;
import java.util.function.Consumer;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** The pages of a column, chunk after chunk: a dictionary only where a chunk begins, and values as many as its chunk says. */
final class ColumnPages implements AutoCloseable {
    private final LeafColumn column;
    private final InputChannel file;
    private final Iterator<ChunkLocation> chunks;
    private final BufferAllocator allocator;
    private final Consumer<ChunkLocation> begun;
    private @Nullable PageSource pages;
    private @Nullable Page last;
    private long chunkLeft;
    private boolean sawData;
    private boolean sawDictionary;

    /** @param begun is told about each chunk before its first page */
    ColumnPages(
            LeafColumn column,
            InputChannel file,
            Iterator<ChunkLocation> chunks,
            BufferAllocator allocator,
            Consumer<ChunkLocation> begun) {
        this.begun = begun;
        this.column = column;
        this.file = file;
        this.chunks = chunks;
        this.allocator = allocator;
    }

    /** Values of the open chunk that were not in a page yet. */
    long chunkLeft() {
        return chunkLeft;
    }

    boolean sawDictionary() {
        return sawDictionary;
    }

    /** The chunk of the next page; null behind the last. */
    @Nullable
    ChunkLocation upcoming() {
        return openNext() ? current() : null;
    }

    /** The chunk of the last page. */
    ChunkLocation current() {
        return source().chunk();
    }

    /** The next page, of values or of the dictionary's. */
    Page next() {
        if (!openNext()) {
            throw new IllegalStateException("column '" + column.name() + "' was asked for rows behind its last");
        }
        PageSource source = source();
        Page page = source.next();
        if (page == null) {
            throw new MalformedPageException("the chunk ends, with " + chunkLeft + " of its "
                    + source.chunk().values() + " values missing");
        }
        if (page.kind() == Page.Kind.DICTIONARY) {
            if (sawDictionary || sawData) {
                throw new MalformedPageException("dictionary that is not the chunk's first page");
            }
            sawDictionary = true;
            return page;
        }
        sawData = true;
        last = page;
        requireRows(source, page);
        if (page.values() > chunkLeft) {
            throw new MalformedPageException(
                    "page of " + page.values() + " values, its chunk has only " + chunkLeft + " left");
        }
        chunkLeft -= page.values();
        return page;
    }

    /** What the offset index says about rows must be true, since it is gone by. */
    private void requireRows(PageSource source, Page page) {
        PageTable table = source.chunk().table();
        int number = source.nextData() - 1;
        if (table == null || column.levels().repetition() > 0) {
            return;
        }
        long listed = table.firstRow(number + 1) - table.firstRow(number);
        if (page.values() != listed) {
            throw new MalformedPageException(
                    "page of " + page.values() + " rows, the offset index says " + listed + " of page " + number);
        }
    }

    /**
     * Passes over rows of a column that is in no list, as far as there are whole chunks and pages of them.
     *
     * @return how many
     */
    long pass(long rows) {
        long left = rows;
        while (left > 0) {
            if (chunkLeft == 0 && !begin(left)) {
                throw new IllegalStateException("column '" + column.name() + "' was asked for rows behind its last");
            }
            if (chunkLeft <= left) {
                left -= chunkLeft;
                chunkLeft = 0;
                continue;
            }
            long passed = source().pass(left);
            if (passed == 0) {
                break;
            }
            if (passed > chunkLeft) {
                throw new MalformedPageException(
                        "pages of " + passed + " values, their chunk has " + chunkLeft + " left");
            }
            sawData = true;
            chunkLeft -= passed;
            left -= passed;
        }
        return rows - left;
    }

    /** Begins with the next chunk; reads nothing of one that is passed over as a whole. */
    private boolean begin(long passed) {
        if (!chunks.hasNext()) {
            return false;
        }
        ChunkLocation chunk = chunks.next();
        chunkLeft = chunk.values();
        if (chunkLeft > passed) {
            open(chunk);
        }
        return true;
    }

    /** Hands over the memory of the last page's body, as {@link Page#keepBody} does. */
    @Nullable
    ArrowBuf keepBody() {
        return last == null ? null : last.keepBody();
    }

    /** Indices are of no use without a dictionary. */
    void requireDictionaryFor(Page page) {
        if (page.encoding().isDictionary() && !sawDictionary) {
            throw new MalformedPageException("dictionary indices in a chunk without a dictionary");
        }
    }

    private PageSource source() {
        PageSource source = pages;
        if (source == null) {
            throw new IllegalStateException("no chunk is open");
        }
        return source;
    }

    /** Sees to it that a chunk with values is open; false when there is none left. */
    private boolean openNext() {
        while (chunkLeft == 0) {
            if (!chunks.hasNext()) {
                return false;
            }
            ChunkLocation chunk = chunks.next();
            chunkLeft = chunk.values();
            open(chunk);
        }
        return true;
    }

    private void open(ChunkLocation chunk) {
        sawData = false;
        sawDictionary = false;
        begun.accept(chunk);
        PageSource source = pages;
        if (source == null) {
            pages = new PageSource(file, chunk, allocator);
        } else {
            source.open(chunk);
        }
    }

    /** Where decoding is, for messages. */
    String where() {
        PageSource source = pages;
        String place = source == null
                ? ""
                : ", row group " + source.chunk().rowGroup() + ", page " + Math.max(0, source.pages() - 1);
        return file.path() + ": column '" + column.name() + "'" + place + ": ";
    }

    @Override
    public void close() {
        PageSource source = pages;
        pages = null;
        if (source != null) {
            source.close();
        }
    }
}
