package dev.arrowshare.parquet.page;

import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.jspecify.annotations.Nullable;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.transport.TTransportException;

/** Reads page headers and checks what they claim, before anything is done with it. */
final class PageHeaders {
    private PageHeaders() {}

    /**
     * A header that was found sound.
     *
     * @param optionalKind null for a page to skip
     * @param headerBytes of the header itself
     * @param repetitionBytes of a V2 page's repetition levels, which come first
     * @param levelBytes of a V2 page's definition levels
     * @param checksum of everything behind the header, if there is one
     */
    record Parsed(
            Page.@Nullable Kind optionalKind,
            int headerBytes,
            int compressedBytes,
            int uncompressedBytes,
            int values,
            PageEncoding encoding,
            PageEncoding levelEncoding,
            PageEncoding repetitionEncoding,
            int nulls,
            int repetitionBytes,
            int levelBytes,
            boolean compressed,
            @Nullable Integer checksum) {

        Parsed withChecksum(int crc) {
            return new Parsed(
                    optionalKind,
                    headerBytes,
                    compressedBytes,
                    uncompressedBytes,
                    values,
                    encoding,
                    levelEncoding,
                    repetitionEncoding,
                    nulls,
                    repetitionBytes,
                    levelBytes,
                    compressed,
                    crc);
        }

        Parsed withHeaderBytes(int bytes) {
            return with(bytes, compressedBytes);
        }

        Parsed withCompressedBytes(int bytes) {
            return with(headerBytes, bytes);
        }

        private Parsed with(int newHeaderBytes, int newCompressedBytes) {
            return new Parsed(
                    optionalKind,
                    newHeaderBytes,
                    newCompressedBytes,
                    uncompressedBytes,
                    values,
                    encoding,
                    levelEncoding,
                    repetitionEncoding,
                    nulls,
                    repetitionBytes,
                    levelBytes,
                    compressed,
                    checksum);
        }

        /** Bytes ahead of what may be compressed. */
        int aheadBytes() {
            return repetitionBytes + levelBytes;
        }

        Page.Kind kind() {
            if (optionalKind == null) {
                throw new IllegalStateException("a page to skip has no kind");
            }
            return optionalKind;
        }
    }

    /** The header at that address, or null when it goes on behind the given bytes. */
    static @Nullable Parsed read(long address, int bytes) {
        HeaderTransport transport = new HeaderTransport(address, bytes);
        PageHeader header = new PageHeader();
        try {
            header.read(new TCompactProtocol(transport));
        } catch (TTransportException e) {
            if (e.getType() == TTransportException.END_OF_FILE) {
                return null;
            }
            throw new MalformedPageException("header is not sound: " + e.getMessage(), e);
        } catch (TException e) {
            throw new MalformedPageException("header is not sound: " + e.getMessage(), e);
        }
        Parsed parsed = checked(header, (int) (transport.position() - address));
        return header.isSetCrc() ? parsed.withChecksum(header.getCrc()) : parsed;
    }

    private static Parsed checked(PageHeader header, int headerBytes) {
        int compressed = size("compressed size", header.getCompressed_page_size());
        int uncompressed = size("uncompressed size", header.getUncompressed_page_size());
        PageType type = header.getType();
        if (type == PageType.DATA_PAGE && header.isSetData_page_header()) {
            return v1(header.getData_page_header(), headerBytes, compressed, uncompressed);
        }
        if (type == PageType.DATA_PAGE_V2 && header.isSetData_page_header_v2()) {
            return v2(header.getData_page_header_v2(), headerBytes, compressed, uncompressed);
        }
        if (type == PageType.DICTIONARY_PAGE && header.isSetDictionary_page_header()) {
            return dictionary(header.getDictionary_page_header(), headerBytes, compressed, uncompressed);
        }
        if (type == PageType.INDEX_PAGE) {
            return new Parsed(
                    null,
                    headerBytes,
                    compressed,
                    uncompressed,
                    0,
                    PageEncoding.PLAIN,
                    PageEncoding.RLE,
                    PageEncoding.RLE,
                    0,
                    0,
                    0,
                    false,
                    null);
        }
        throw new MalformedPageException("header of type " + type + " without the part for that type");
    }

    private static Parsed v1(DataPageHeader data, int headerBytes, int compressed, int uncompressed) {
        return new Parsed(
                Page.Kind.DATA_V1,
                headerBytes,
                compressed,
                uncompressed,
                size("value count", data.getNum_values()),
                PageEncoding.of(data.getEncoding()),
                PageEncoding.of(data.getDefinition_level_encoding()),
                PageEncoding.of(data.getRepetition_level_encoding()),
                -1,
                0,
                0,
                true,
                null);
    }

    private static Parsed v2(DataPageHeaderV2 data, int headerBytes, int compressed, int uncompressed) {
        int values = size("value count", data.getNum_values());
        int nulls = size("null count", data.getNum_nulls());
        int levelBytes = size("size of definition levels", data.getDefinition_levels_byte_length());
        int repetitionBytes = size("size of repetition levels", data.getRepetition_levels_byte_length());
        if (nulls > values) {
            throw new MalformedPageException(nulls + " nulls among " + values + " values");
        }
        // Some writers give levels to columns that have none; they are skipped.
        long levels = (long) repetitionBytes + levelBytes;
        if (levels > Math.min(compressed, uncompressed)) {
            throw new MalformedPageException(
                    levels + " bytes of levels in a page of " + Math.min(compressed, uncompressed) + " bytes");
        }
        return new Parsed(
                Page.Kind.DATA_V2,
                headerBytes,
                compressed,
                uncompressed,
                values,
                PageEncoding.of(data.getEncoding()),
                PageEncoding.RLE,
                PageEncoding.RLE,
                nulls,
                repetitionBytes,
                levelBytes,
                !data.isSetIs_compressed() || data.isIs_compressed(),
                null);
    }

    private static Parsed dictionary(DictionaryPageHeader data, int headerBytes, int compressed, int uncompressed) {
        PageEncoding encoding = PageEncoding.of(data.getEncoding());
        if (encoding != PageEncoding.PLAIN && encoding != PageEncoding.PLAIN_DICTIONARY) {
            throw new MalformedPageException("dictionary with encoding " + encoding + ", allowed is PLAIN");
        }
        return new Parsed(
                Page.Kind.DICTIONARY,
                headerBytes,
                compressed,
                uncompressed,
                size("value count", data.getNum_values()),
                PageEncoding.PLAIN,
                PageEncoding.RLE,
                PageEncoding.RLE,
                -1,
                0,
                0,
                true,
                null);
    }

    private static int size(String what, int value) {
        if (value < 0) {
            throw new MalformedPageException(what + " is " + value);
        }
        return value;
    }
}
