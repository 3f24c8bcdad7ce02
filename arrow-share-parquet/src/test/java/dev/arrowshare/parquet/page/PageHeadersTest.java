package dev.arrowshare.parquet.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.memory.Memory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.IndexPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The oracle is what Thrift writes. */
class PageHeadersTest {
    private static final long SEED = 815;

    @Test
    void readsWhatThriftWroteAndNoFurther() throws IOException {
        for (int round = 0; round < 500; round++) {
            String seed = "seed " + (SEED + round);
            PageHeader header = header(new Random(SEED + round));
            byte[] bytes = written(header);
            PageHeaders.Parsed parsed = read(Arrays.copyOf(bytes, bytes.length + round % 70));
            assertNotNull(parsed, seed);
            assertEquals(bytes.length, parsed.headerBytes(), seed);
            assertEquals(header.getCompressed_page_size(), parsed.compressedBytes(), seed);
            assertEquals(header.getUncompressed_page_size(), parsed.uncompressedBytes(), seed);
            assertEquals(header.isSetCrc() ? header.getCrc() : null, parsed.checksum(), seed);
            assertPart(header, parsed, seed);
        }
    }

    private static void assertPart(PageHeader header, PageHeaders.Parsed parsed, String seed) {
        switch (header.getType()) {
            case INDEX_PAGE -> assertNull(parsed.optionalKind(), seed);
            case DICTIONARY_PAGE -> {
                assertEquals(Page.Kind.DICTIONARY, parsed.kind(), seed);
                assertEquals(header.getDictionary_page_header().getNum_values(), parsed.values(), seed);
            }
            case DATA_PAGE -> {
                DataPageHeader data = header.getData_page_header();
                assertEquals(Page.Kind.DATA_V1, parsed.kind(), seed);
                assertEquals(data.getNum_values(), parsed.values(), seed);
                assertEquals(data.getEncoding().name(), parsed.encoding().name(), seed);
                assertEquals(
                        data.getDefinition_level_encoding().name(),
                        parsed.levelEncoding().name(),
                        seed);
                assertEquals(
                        data.getRepetition_level_encoding().name(),
                        parsed.repetitionEncoding().name(),
                        seed);
            }
            case DATA_PAGE_V2 -> {
                DataPageHeaderV2 data = header.getData_page_header_v2();
                assertEquals(Page.Kind.DATA_V2, parsed.kind(), seed);
                assertEquals(data.getNum_values(), parsed.values(), seed);
                assertEquals(data.getNum_nulls(), parsed.nulls(), seed);
                assertEquals(data.getEncoding().name(), parsed.encoding().name(), seed);
                assertEquals(data.getDefinition_levels_byte_length(), parsed.levelBytes(), seed);
                assertEquals(data.getRepetition_levels_byte_length(), parsed.repetitionBytes(), seed);
                assertEquals(!data.isSetIs_compressed() || data.isIs_compressed(), parsed.compressed(), seed);
            }
        }
    }

    @Test
    void whatEndsEarlyIsNoHeaderYet() throws IOException {
        byte[] whole = written(header(new Random(SEED)));
        for (int length = 0; length < whole.length; length++) {
            assertNull(read(Arrays.copyOf(whole, length)), "cut to " + length);
        }
    }

    @Test
    void namesWhatAHeaderLacks() throws IOException {
        // A struct with a page type alone: field 1, a 32-bit number, zigzag 0; then the end.
        byte[] bytes = {0x15, 0x00, 0x00};
        MalformedPageException failure = assertThrows(MalformedPageException.class, () -> read(bytes));
        assertEquals("header of type DATA_PAGE without the part for that type", failure.getMessage());
        byte[] withPart = {0x15, 0x00, 0x4c, 0x00, 0x00};
        failure = assertThrows(MalformedPageException.class, () -> read(withPart));
        assertTrue(failure.getMessage().startsWith("header has no "), failure.getMessage());
    }

    @Test
    void anyBytesAreAHeaderOrRefused() throws IOException {
        RandomGenerator random = new Random(SEED);
        byte[] whole = written(header(new Random(SEED)));
        for (int round = 0; round < 20_000; round++) {
            byte[] wrong = whole.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                wrong[random.nextInt(wrong.length)] = (byte) random.nextInt();
            }
            try {
                PageHeaders.Parsed parsed = read(wrong);
                assertTrue(parsed == null || parsed.values() >= 0, "seed " + SEED + ", round " + round);
            } catch (MalformedPageException e) {
                assertNotNull(e.getMessage());
            }
        }
    }

    private static PageHeaders.@Nullable Parsed read(byte[] bytes) {
        long address = Memory.allocate(bytes.length + 1);
        try {
            Memory.copy(bytes, 0, address, bytes.length);
            return PageHeaders.read(address, bytes.length);
        } finally {
            Memory.free(address);
        }
    }

    private static byte[] written(PageHeader header) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Util.writePageHeader(header, bytes);
        return bytes.toByteArray();
    }

    private static PageHeader header(RandomGenerator random) {
        PageType type = any(PageType.values(), random);
        int compressed = random.nextInt(Integer.MAX_VALUE);
        PageHeader header = new PageHeader(type, compressed | 1 << 20, compressed | 1 << 20);
        if (random.nextBoolean()) {
            header.setCrc(random.nextInt());
        }
        switch (type) {
            case DATA_PAGE ->
                header.setData_page_header(
                        new DataPageHeader(count(random), encoding(random), Encoding.RLE, Encoding.RLE)
                                .setStatistics(statistics(random)));
            case DATA_PAGE_V2 -> header.setData_page_header_v2(v2(random));
            case DICTIONARY_PAGE ->
                header.setDictionary_page_header(
                        new DictionaryPageHeader(count(random), Encoding.PLAIN).setIs_sorted(random.nextBoolean()));
            case INDEX_PAGE -> header.setIndex_page_header(new IndexPageHeader());
        }
        return header;
    }

    private static DataPageHeaderV2 v2(RandomGenerator random) {
        int values = count(random);
        DataPageHeaderV2 data = new DataPageHeaderV2(
                values,
                random.nextInt(values + 1),
                values,
                encoding(random),
                random.nextInt(1000),
                random.nextInt(1000));
        if (random.nextBoolean()) {
            data.setIs_compressed(random.nextBoolean());
        }
        return data.setStatistics(statistics(random));
    }

    private static <T> T any(T[] values, RandomGenerator random) {
        return values[random.nextInt(values.length)];
    }

    private static int count(RandomGenerator random) {
        return random.nextInt(1 << random.nextInt(1, 31));
    }

    private static Encoding encoding(RandomGenerator random) {
        return any(Encoding.values(), random);
    }

    /** Also longer ones than headers usually have. */
    private static Statistics statistics(RandomGenerator random) {
        byte[] value = new byte[1 << random.nextInt(12)];
        random.nextBytes(value);
        return new Statistics().setMin_value(value).setMax_value(value).setNull_count(random.nextInt(100));
    }
}
