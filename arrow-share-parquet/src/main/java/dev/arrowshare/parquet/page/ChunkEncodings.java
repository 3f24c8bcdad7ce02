package dev.arrowshare.parquet.page;

import java.util.List;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageEncodingStats;
import org.apache.parquet.format.PageType;
import org.jspecify.annotations.Nullable;

/** What the metadata of a chunk says about how its pages are encoded. */
final class ChunkEncodings {
    private ChunkEncodings() {}

    /** How many data pages there are; 0 where nobody counted them. */
    static int dataPages(@Nullable ColumnMetaData data) {
        return data == null || data.getEncoding_stats() == null
                ? 0
                : data.getEncoding_stats().stream()
                        .filter(ChunkEncodings::isData)
                        .mapToInt(PageEncodingStats::getCount)
                        .sum();
    }

    /**
     * Whether it is sure that each data page refers to the dictionary. Without counts only an old writer's list of encodings can tell:
     * newer ones name the dictionary's own encoding as PLAIN, which data pages may have as well.
     */
    static boolean areDictionaries(ColumnMetaData data) {
        List<PageEncodingStats> pages = data.getEncoding_stats();
        if (pages != null && !pages.isEmpty()) {
            return dataPages(data) > 0
                    && pages.stream().filter(ChunkEncodings::isData).allMatch(page -> isDictionary(page.getEncoding()));
        }
        List<Encoding> encodings = data.getEncodings() == null ? List.of() : data.getEncodings();
        return encodings.contains(Encoding.PLAIN_DICTIONARY)
                && encodings.stream()
                        .allMatch(encoding -> encoding == Encoding.PLAIN_DICTIONARY
                                || encoding == Encoding.RLE
                                || encoding == Encoding.BIT_PACKED);
    }

    private static boolean isData(PageEncodingStats pages) {
        return pages.getPage_type() == PageType.DATA_PAGE || pages.getPage_type() == PageType.DATA_PAGE_V2;
    }

    private static boolean isDictionary(@Nullable Encoding encoding) {
        return encoding == Encoding.PLAIN_DICTIONARY || encoding == Encoding.RLE_DICTIONARY;
    }
}
