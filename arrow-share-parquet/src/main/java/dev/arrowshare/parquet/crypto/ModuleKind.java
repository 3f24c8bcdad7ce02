package dev.arrowshare.parquet.crypto;

/** The parts of a file that are encrypted on their own. Their numbers are those of the format (Encryption.md, AAD suffix). */
public enum ModuleKind {
    FOOTER(0),
    COLUMN_METADATA(1),
    DATA_PAGE(2),
    DICTIONARY_PAGE(3),
    DATA_PAGE_HEADER(4),
    DICTIONARY_PAGE_HEADER(5),
    COLUMN_INDEX(6),
    OFFSET_INDEX(7),
    BLOOM_FILTER_HEADER(8),
    BLOOM_FILTER_BITS(9);

    private final byte number;

    ModuleKind(int number) {
        this.number = (byte) number;
    }

    byte number() {
        return number;
    }

    boolean hasPageOrdinal() {
        return this == DATA_PAGE || this == DATA_PAGE_HEADER;
    }
}
