package dev.arrowshare.parquet.page;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.parquet.crypto.ModuleCipher;
import dev.arrowshare.parquet.crypto.ModuleCipher.Mode;
import dev.arrowshare.parquet.crypto.ModuleKind;
import dev.arrowshare.parquet.crypto.TamperedModuleException;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Decrypts the headers and bodies of a chunk's pages, one after the other.
 *
 * <p>Programs disagree about the levels of V2 pages: the format encrypts them with the values, parquet-java leaves them in front of the
 * encrypted values. Where a page's encrypted part begins tells which it is.
 */
final class PageDecryption implements AutoCloseable {
    private final ModuleCipher cipher = new ModuleCipher();
    private final ReadBuffer header;
    private final ReadBuffer body;
    private ChunkCrypto chunk;
    private byte[] module = new byte[0];
    private byte[] content = new byte[0];
    private int dataPages;
    private boolean mayBeDictionary = true;

    PageDecryption(ChunkCrypto chunk, BufferAllocator allocator) {
        this.chunk = chunk;
        this.header = new ReadBuffer(allocator);
        this.body = new ReadBuffer(allocator);
    }

    /** Goes on with another chunk. */
    void open(ChunkCrypto next) {
        chunk = next;
        dataPages = 0;
        mayBeDictionary = true;
    }

    /** Says that the next page is this one of the chunk's pages of data. */
    void goTo(int dataPage) {
        dataPages = dataPage;
        mayBeDictionary = dataPage == 0;
    }

    /** Bytes of the header module that begins at the address, of which {@link ModuleCipher#LENGTH_BYTES} are there. */
    static long moduleBytes(long address) {
        return Integer.toUnsignedLong(Memory.getInt(address)) + ModuleCipher.LENGTH_BYTES;
    }

    /** A decrypted header, with the size that it has in the file. */
    PageHeaders.Parsed header(long address, int bytes) {
        copyIn(address, bytes);
        int contentBytes = openHeader(bytes);
        long plain = header.room(contentBytes);
        Memory.copy(content, 0, plain, contentBytes);
        PageHeaders.Parsed parsed = PageHeaders.read(plain, contentBytes);
        if (parsed == null) {
            throw new MalformedPageException("header ends early");
        }
        return parsed.withHeaderBytes(bytes);
    }

    /** The first page may be the dictionary's, which files do not say reliably; it is authenticated as one or as the other. */
    private int openHeader(int bytes) {
        if (mayBeDictionary) {
            try {
                return open(Mode.GCM, ModuleKind.DICTIONARY_PAGE_HEADER, 0, bytes);
            } catch (MalformedPageException e) {
                mayBeDictionary = false;
            }
        }
        return open(Mode.GCM, ModuleKind.DATA_PAGE_HEADER, dataPages, bytes);
    }

    private int open(Mode mode, ModuleKind kind, int page, int bytes) {
        int contentBytes = bytes - mode.extraBytes();
        if (contentBytes > content.length) {
            content = new byte[Math.max(contentBytes, 2 * content.length)];
        }
        try {
            cipher.open(mode, chunk.key(), chunk.place().of(kind, page), module, bytes, content);
        } catch (TamperedModuleException e) {
            throw new MalformedPageException(String.valueOf(e.getMessage()), e);
        }
        return contentBytes;
    }

    private void copyIn(long address, int bytes) {
        if (bytes > module.length) {
            module = new byte[Math.max(bytes, 2 * module.length)];
        }
        Memory.copy(address, module, 0, bytes);
    }

    /** What is left of a page's bytes when the encryption's own are taken away. */
    PageHeaders.Parsed decrypted(PageHeaders.Parsed encrypted) {
        int bytes = encrypted.compressedBytes() - chunk.pages().extraBytes();
        if (bytes < encrypted.aheadBytes()) {
            throw new MalformedPageException(
                    "compressed size is " + encrypted.compressedBytes() + " bytes, too few for an encrypted page");
        }
        return encrypted.withCompressedBytes(bytes);
    }

    /** Decrypts a page's body, and returns where it is, valid until the next page. */
    long body(PageHeaders.Parsed encrypted, long address) {
        int bytes = encrypted.compressedBytes();
        int ahead = levelsAhead(encrypted, address);
        boolean isDictionary = encrypted.optionalKind() == Page.Kind.DICTIONARY;
        if (isDictionary != mayBeDictionary) {
            throw new MalformedPageException("header says " + encrypted.optionalKind() + ", its encryption says "
                    + (mayBeDictionary ? "a dictionary" : "data"));
        }
        copyIn(address + ahead, bytes - ahead);
        int contentBytes = isDictionary
                ? open(chunk.pages(), ModuleKind.DICTIONARY_PAGE, 0, bytes - ahead)
                : open(chunk.pages(), ModuleKind.DATA_PAGE, dataPages, bytes - ahead);
        long plain = body.room(ahead + contentBytes);
        Memory.copy(address, plain, ahead);
        Memory.copy(content, 0, plain + ahead, contentBytes);
        mayBeDictionary = false;
        dataPages += isDictionary ? 0 : 1;
        return plain;
    }

    private static int levelsAhead(PageHeaders.Parsed encrypted, long address) {
        int levels = encrypted.aheadBytes();
        boolean areEncrypted = levels == 0 || moduleBytes(address) == encrypted.compressedBytes();
        return areEncrypted ? 0 : levels;
    }

    @Override
    public void close() {
        header.close();
        body.close();
    }
}
