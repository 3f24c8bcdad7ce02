package dev.arrowshare.parquet.page;

import dev.arrowshare.memory.Memory;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageType;
import org.jspecify.annotations.Nullable;

/** Reads page headers and checks what they claim, before anything is done with it. */
final class PageHeaders {
    /** Most headers are shorter; what is longer has long values in its statistics. */
    private static final int USUAL_BYTES = 256;

    // Fields of PageHeader in parquet.thrift.
    private static final int TYPE = 1;
    private static final int UNCOMPRESSED_SIZE = 2;
    private static final int COMPRESSED_SIZE = 3;
    private static final int CRC = 4;
    private static final int DATA_PAGE = 5;
    private static final int DICTIONARY_PAGE = 7;
    private static final int DATA_PAGE_V2 = 8;

    // Of each of its parts.
    private static final int VALUES = 1;

    // Of DataPageHeader and DictionaryPageHeader.
    private static final int ENCODING = 2;
    private static final int DEFINITION_ENCODING = 3;
    private static final int REPETITION_ENCODING = 4;

    // Of DataPageHeaderV2.
    private static final int NULLS = 2;
    private static final int V2_ENCODING = 4;
    private static final int DEFINITION_BYTES = 5;
    private static final int REPETITION_BYTES = 6;
    private static final int IS_COMPRESSED = 7;

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
        for (int known = Math.min(bytes, USUAL_BYTES); ; known = (int) Math.min(bytes, 8L * known)) {
            CompactStruct header = struct(address, known);
            if (header != null) {
                return checked(header);
            }
            if (known == bytes) {
                return null;
            }
        }
    }

    private static @Nullable CompactStruct struct(long address, int bytes) {
        byte[] copy = new byte[bytes];
        Memory.copy(address, copy, 0, bytes);
        try {
            return CompactStruct.at(copy, 0, DATA_PAGE_V2);
        } catch (IndexOutOfBoundsException e) {
            return null;
        } catch (IllegalArgumentException e) {
            throw new MalformedPageException("header is not sound: " + e.getMessage(), e);
        }
    }

    private static Parsed checked(CompactStruct header) {
        PageType type = PageType.findByValue(header.number(TYPE, "page type"));
        if (type == PageType.INDEX_PAGE) {
            return skipped(header);
        }
        CompactStruct data = header.struct(DATA_PAGE, REPETITION_ENCODING);
        if (type == PageType.DATA_PAGE && data != null) {
            return v1(header, data);
        }
        data = header.struct(DATA_PAGE_V2, IS_COMPRESSED);
        if (type == PageType.DATA_PAGE_V2 && data != null) {
            return v2(header, data);
        }
        data = header.struct(DICTIONARY_PAGE, ENCODING);
        if (type == PageType.DICTIONARY_PAGE && data != null) {
            return dictionary(header, data);
        }
        throw new MalformedPageException("header of type " + type + " without the part for that type");
    }

    private static Parsed skipped(CompactStruct header) {
        return new Parsed(
                null,
                header.end(),
                compressed(header),
                uncompressed(header),
                0,
                PageEncoding.PLAIN,
                PageEncoding.RLE,
                PageEncoding.RLE,
                0,
                0,
                0,
                false,
                checksum(header));
    }

    private static Parsed v1(CompactStruct header, CompactStruct data) {
        return new Parsed(
                Page.Kind.DATA_V1,
                header.end(),
                compressed(header),
                uncompressed(header),
                values(data),
                encoding(data, ENCODING, "encoding"),
                encoding(data, DEFINITION_ENCODING, "encoding of definition levels"),
                encoding(data, REPETITION_ENCODING, "encoding of repetition levels"),
                -1,
                0,
                0,
                true,
                checksum(header));
    }

    private static Parsed v2(CompactStruct header, CompactStruct data) {
        int compressed = compressed(header);
        int uncompressed = uncompressed(header);
        int nulls = data.count(NULLS, "null count");
        int levelBytes = data.count(DEFINITION_BYTES, "size of definition levels");
        int repetitionBytes = data.count(REPETITION_BYTES, "size of repetition levels");
        if (nulls > values(data)) {
            throw new MalformedPageException(nulls + " nulls among " + values(data) + " values");
        }
        // Some writers give levels to columns that have none; they are skipped.
        long levels = (long) repetitionBytes + levelBytes;
        if (levels > Math.min(compressed, uncompressed)) {
            throw new MalformedPageException(
                    levels + " bytes of levels in a page of " + Math.min(compressed, uncompressed) + " bytes");
        }
        return new Parsed(
                Page.Kind.DATA_V2,
                header.end(),
                compressed,
                uncompressed,
                values(data),
                encoding(data, V2_ENCODING, "encoding"),
                PageEncoding.RLE,
                PageEncoding.RLE,
                nulls,
                repetitionBytes,
                levelBytes,
                data.isTrue(IS_COMPRESSED, true),
                checksum(header));
    }

    private static Parsed dictionary(CompactStruct header, CompactStruct data) {
        PageEncoding encoding = encoding(data, ENCODING, "encoding");
        if (encoding != PageEncoding.PLAIN && encoding != PageEncoding.PLAIN_DICTIONARY) {
            throw new MalformedPageException("dictionary with encoding " + encoding + ", allowed is PLAIN");
        }
        return new Parsed(
                Page.Kind.DICTIONARY,
                header.end(),
                compressed(header),
                uncompressed(header),
                values(data),
                PageEncoding.PLAIN,
                PageEncoding.RLE,
                PageEncoding.RLE,
                -1,
                0,
                0,
                true,
                checksum(header));
    }

    private static int compressed(CompactStruct header) {
        return header.count(COMPRESSED_SIZE, "compressed size");
    }

    private static int uncompressed(CompactStruct header) {
        return header.count(UNCOMPRESSED_SIZE, "uncompressed size");
    }

    private static @Nullable Integer checksum(CompactStruct header) {
        return header.has(CRC) ? header.number(CRC, "checksum") : null;
    }

    private static int values(CompactStruct data) {
        return data.count(VALUES, "value count");
    }

    private static PageEncoding encoding(CompactStruct data, int id, String what) {
        return PageEncoding.of(Encoding.findByValue(data.number(id, what)));
    }
}
