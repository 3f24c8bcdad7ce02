package dev.arrowshare.parquet.page;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.crypto.ModuleCipher;
import java.util.zip.CRC32;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The pages of one column chunk after the other, read through a window that moves over the chunk.
 *
 * <p><b>Threads:</b> for one thread at a time.
 *
 * <p><b>Ownership:</b> the window and the room for decompressed pages are kept from chunk to chunk, until {@link #close}.
 *
 * <p><b>Errors:</b> {@link MalformedPageException}; those of {@link InputChannel}.
 */
public final class PageSource implements AutoCloseable {
    /** Small enough that what was just read is decompressed from the second cache. */
    private static final int WINDOW_BYTES = 256 << 10;

    /** Of files where each request costs, and no more is read than is asked for. */
    private static final int FAR_WINDOW_BYTES = 1 << 20;

    private static final int SPARSE_WINDOW_BYTES = 16 << 10;
    private static final long WINDOW_LIMIT = Integer.MAX_VALUE - 2 * ReadBuffer.SLACK;
    static final int HEADER_BYTES = 512;

    /** A header has two values of statistics; Parquet's writers cut longer ones. */
    private static final int HEADER_BYTES_LIMIT = 16 << 20;

    private final InputChannel file;
    private final ReadBuffer window;
    private final ReadBuffer scratch;
    private final BufferAllocator allocator;
    private @Nullable PageDecryption decryption;
    private ChunkLocation chunk;
    private long windowAddress;
    /** File offset behind the window's last byte. */
    private long windowEnd;
    /** Bytes of the window that were taken, and that are filled. */
    private int taken;

    private int filled;
    private int pages;
    /** The next data page's number. */
    private int nextData;

    private PageHeaders.@Nullable Parsed peeked;
    /** Whether pages are passed over, so that it is no use to read far ahead. */
    private boolean isSparse;

    public PageSource(InputChannel file, ChunkLocation first, BufferAllocator allocator) {
        this.file = file;
        this.chunk = first;
        this.window = new ReadBuffer(allocator);
        this.scratch = new ReadBuffer(allocator);
        this.allocator = allocator;
        open(first);
    }

    /** Goes on with another chunk. */
    public void open(ChunkLocation next) {
        leaveRest();
        chunk = next;
        windowEnd = next.offset();
        taken = 0;
        filled = 0;
        pages = 0;
        nextData = 0;
        peeked = null;
        isSparse = false;
        openDecryption(next.crypto());
    }

    private void openDecryption(@Nullable ChunkCrypto crypto) {
        if (decryption != null && crypto != null) {
            decryption.open(crypto);
        } else if (crypto != null) {
            decryption = new PageDecryption(crypto, allocator);
        } else if (decryption != null) {
            decryption.close();
            decryption = null;
        }
    }

    /** What of the chunk was not read will not be. */
    private void leaveRest() {
        if (windowEnd > 0) {
            file.skip(windowEnd, chunk.limit());
        }
        windowEnd = 0;
    }

    public ChunkLocation chunk() {
        return chunk;
    }

    /** How many pages were begun, for messages: the page at hand is one less. */
    public int pages() {
        return pages;
    }

    /** The next page, or null at the chunk's end. */
    public @Nullable Page next() {
        while (peeked != null || remaining() > 0) {
            PageHeaders.Parsed header = peek();
            peeked = null;
            Page page = page(header);
            if (page != null) {
                count(header);
                return page;
            }
        }
        return null;
    }

    /** The page behind its header, which was taken; null for one to skip. */
    private @Nullable Page page(PageHeaders.Parsed header) {
        requireRoom(header);
        PageHeaders.Parsed plain = decryption == null ? header : decryption.decrypted(header);
        check(plain);
        require(header.compressedBytes());
        long address = windowAddress + taken;
        verify(header, address);
        taken += header.compressedBytes();
        if (header.optionalKind() == null) {
            return null;
        }
        long body = decryption == null ? address : decryption.body(header, address);
        return new Page(plain, codec(header), scratch).at(body);
    }

    private void count(PageHeaders.Parsed header) {
        ChunkPages known = chunk.pages();
        if (header.kind() != Page.Kind.DICTIONARY) {
            if (known != null) {
                known.opened(nextData);
            }
            nextData++;
        }
    }

    /** The header of the next page, which {@link #next} gives then. */
    private PageHeaders.Parsed peek() {
        PageHeaders.Parsed known = peeked;
        if (known != null) {
            return known;
        }
        pages++;
        long begin = position();
        PageHeaders.Parsed header = header();
        if (header.optionalKind() != null && header.kind() != Page.Kind.DICTIONARY) {
            requireListed(begin);
        }
        taken += header.headerBytes();
        peeked = header;
        return header;
    }

    private void requireListed(long begin) {
        PageTable table = chunk.table();
        if (table != null && (nextData >= table.pages() || table.offset(nextData) != begin)) {
            throw new MalformedPageException("data page " + nextData + " begins at " + begin + ", the offset index has "
                    + (nextData >= table.pages() ? table.pages() + " pages" : "it at " + table.offset(nextData)));
        }
    }

    /** The next data page's number in the chunk. */
    public int nextData() {
        return nextData;
    }

    /**
     * Passes over whole data pages of a column that is in no list, which have at most so many rows together. Stops at a page that must
     * be opened: a dictionary's, or the one that has the row behind.
     *
     * @return the rows that were passed
     */
    public long pass(long rows) {
        isSparse = true;
        PageTable table = chunk.table();
        if (table == null) {
            return passHeaders(rows);
        }
        if (nextData == 0 && pages == 0 && chunk.offset() < table.offset(0)) {
            return 0;
        }
        long row = table.firstRow(nextData);
        int page = table.pageOf(row + rows);
        if (page <= nextData) {
            return 0;
        }
        moveToPage(page);
        return table.firstRow(page) - row;
    }

    /** Goes on with a data page, where the chunk has a table of them. */
    public void moveToPage(int page) {
        PageTable table = chunk.table();
        if (table == null) {
            throw new IllegalStateException("it is not known where the pages lie");
        }
        isSparse = true;
        peeked = null;
        pages += page - nextData;
        goTo(page);
        moveTo(table.offset(page));
    }

    private long passHeaders(long rows) {
        long passed = 0;
        while (peeked != null || remaining() > 0) {
            PageHeaders.Parsed header = peek();
            boolean isData = header.optionalKind() != null && header.kind() != Page.Kind.DICTIONARY;
            if (header.optionalKind() != null && (!isData || header.values() > rows - passed)) {
                return passed;
            }
            requireRoom(header);
            peeked = null;
            moveTo(position() + header.compressedBytes());
            if (isData) {
                passed += header.values();
                goTo(nextData + 1);
            }
        }
        return passed;
    }

    /** Encrypted pages are bound to their number. */
    private void goTo(int page) {
        nextData = page;
        if (decryption != null) {
            decryption.goTo(page);
        }
    }

    private long position() {
        return windowEnd - (filled - taken);
    }

    private void moveTo(long offset) {
        long ahead = offset - position();
        if (offset > windowEnd) {
            file.skip(windowEnd, offset);
        }
        if (ahead >= 0 && ahead <= filled - taken) {
            taken += (int) ahead;
        } else {
            windowEnd = offset;
            taken = 0;
            filled = 0;
        }
    }

    private void verify(PageHeaders.Parsed header, long address) {
        Integer expected = header.checksum();
        if (expected == null || !file.pageChecks().verifyChecksums()) {
            return;
        }
        CRC32 crc = new CRC32();
        crc.update(Memory.buffer(address, header.compressedBytes()));
        if ((int) crc.getValue() != expected) {
            throw new MalformedPageException(
                    "checksum is " + hex(expected) + ", its bytes have " + hex((int) crc.getValue()));
        }
    }

    private static String hex(int checksum) {
        return String.format("%08x", checksum);
    }

    private Decompressor codec(PageHeaders.Parsed header) {
        return header.compressed() ? chunk.codec() : Uncompressed.CODEC;
    }

    private static final class Uncompressed {
        static final Codec CODEC = new UncompressedCodec();
    }

    private PageHeaders.Parsed header() {
        return decryption == null ? plainHeader() : decryptedHeader(decryption);
    }

    private PageHeaders.Parsed decryptedHeader(PageDecryption decrypting) {
        requireHeader(ModuleCipher.LENGTH_BYTES);
        long bytes = PageDecryption.moduleBytes(windowAddress + taken);
        requireHeader(bytes);
        return decrypting.header(windowAddress + taken, (int) bytes);
    }

    private void requireHeader(long bytes) {
        if (bytes > Math.min(remaining(), HEADER_BYTES_LIMIT)) {
            throw new MalformedPageException(
                    "encrypted header of " + bytes + " bytes, its chunk has only " + remaining() + " left");
        }
        require((int) bytes);
    }

    private PageHeaders.Parsed plainHeader() {
        int wanted = HEADER_BYTES;
        while (true) {
            int bytes = (int) Math.min(Math.max(wanted, filled - taken), remaining());
            require(bytes);
            PageHeaders.Parsed header = PageHeaders.read(windowAddress + taken, bytes);
            if (header != null) {
                return header;
            }
            if (bytes == remaining() || bytes >= HEADER_BYTES_LIMIT) {
                throw new MalformedPageException("header goes on behind the chunk's " + remaining() + " last bytes");
            }
            wanted = bytes * 2;
        }
    }

    private void requireRoom(PageHeaders.Parsed header) {
        if (header.compressedBytes() > Math.min(remaining(), WINDOW_LIMIT)) {
            throw new MalformedPageException("compressed size is " + header.compressedBytes()
                    + " bytes, its chunk has only " + remaining() + " left");
        }
    }

    private void check(PageHeaders.Parsed header) {
        long most = codec(header).maxDecompressedBytes(header.compressedBytes() - header.levelBytes())
                + header.levelBytes();
        if (header.uncompressedBytes() > most || header.uncompressedBytes() > WINDOW_LIMIT) {
            throw new MalformedPageException("uncompressed size is " + header.uncompressedBytes() + " bytes, but "
                    + header.compressedBytes() + " compressed ones hold at most " + most);
        }
        long limit = file.pageChecks().bytesLimit();
        if (header.uncompressedBytes() > limit) {
            throw new MalformedPageException("uncompressed size is " + header.uncompressedBytes()
                    + " bytes, the limit for this file is " + limit
                    + "; ParquetReadOptions.pageBytesLimit allows more");
        }
        if (codec(header) instanceof UncompressedCodec && header.uncompressedBytes() != header.compressedBytes()) {
            throw new MalformedPageException("uncompressed page has two sizes, " + header.compressedBytes() + " and "
                    + header.uncompressedBytes() + " bytes");
        }
    }

    /** Bytes of the chunk that were not taken yet. */
    private long remaining() {
        return chunk.limit() - windowEnd + (filled - taken);
    }

    /** Sees to it that so many bytes, which the chunk has, lie in the window behind what was taken. */
    private void require(int bytes) {
        int ahead = filled - taken;
        if (bytes <= ahead) {
            return;
        }
        int capacity = (int) Math.min(windowBytes(bytes), Math.min(remaining(), WINDOW_LIMIT));
        if (taken > 0 && ahead > 0) {
            Memory.copy(windowAddress + taken, windowAddress, ahead);
        }
        taken = 0;
        filled = ahead;
        windowAddress = window.grown(Math.max(capacity, bytes), ahead);
        int more = Math.max(capacity, bytes) - ahead;
        file.read(windowEnd, windowAddress + ahead, more);
        windowEnd += more;
        filled += more;
    }

    /** Where pages are passed over, no further than the page at hand goes. */
    private long windowBytes(int bytes) {
        PageTable table = chunk.table();
        // What lies behind the page was not read ahead, as it may not be wanted.
        boolean isByPage = table != null && !file.isLocal();
        if (!isByPage && !file.isLocal()) {
            return Math.max(FAR_WINDOW_BYTES, 2L * bytes);
        }
        if (!isByPage && !isSparse) {
            return Math.max(WINDOW_BYTES, bytes);
        }
        return table == null
                ? Math.max(SPARSE_WINDOW_BYTES, bytes)
                : Math.max(bytes, Math.min(WINDOW_BYTES, table.endOf(position()) - position()));
    }

    @Override
    public void close() {
        leaveRest();
        if (decryption != null) {
            decryption.close();
        }
        window.close();
        scratch.close();
    }
}
