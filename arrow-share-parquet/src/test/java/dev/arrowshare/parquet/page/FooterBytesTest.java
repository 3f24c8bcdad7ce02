package dev.arrowshare.parquet.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The oracle is what Thrift reads and writes. */
class FooterBytesTest {
    private static final long SEED = 4711;

    @Test
    void findsEveryChunkThatThriftFinds() throws Exception {
        for (int round = 0; round < 50; round++) {
            String seed = "seed " + (SEED + round);
            FileMetaData footer = footer(new Random(SEED + round), round % 7, round % 40);
            FooterBytes parts = new FooterBytes(written(footer));
            assertEquals(round % 7, parts.rowGroups(), seed);
            for (int group = 0; group < round % 7; group++) {
                RowGroup expected = footer.getRow_groups().get(group);
                assertEquals(expected.getNum_rows(), parts.rows(group), seed);
                assertEquals(expected.getColumnsSize(), parts.chunks(group), seed);
                for (int leaf = 0; leaf < parts.chunks(group); leaf++) {
                    assertEquals(expected.getColumns().get(leaf), parts.chunk(group, leaf), seed);
                }
            }
            assertEquals(footer.deepCopy().setRow_groups(List.of()), parts.withoutRowGroups(), seed);
        }
    }

    @Test
    void passesFieldsOfLaterVersionsWhateverTheirType() {
        FooterBytes parts = new FooterBytes(withUnknownFields());
        assertEquals(1, parts.rowGroups());
        assertEquals(77, parts.rows(0));
        assertEquals(0, parts.chunks(0));
    }

    @Test
    void refusesWhatEndsEarlyWhereverThatIs() throws IOException {
        byte[] whole = written(footer(new Random(SEED), 2, 3));
        for (int length = 0; length < whole.length; length++) {
            assertInstanceOf(RuntimeException.class, failure(Arrays.copyOf(whole, length)), "cut to " + length);
        }
    }

    @Test
    void neitherHangsNorOverflowsOnAnyBytes() throws IOException {
        RandomGenerator random = new Random(SEED);
        byte[] whole = written(footer(new Random(SEED), 3, 5));
        for (int round = 0; round < 20_000; round++) {
            byte[] wrong = whole.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                wrong[random.nextInt(wrong.length)] = (byte) random.nextInt();
            }
            Throwable failure = failure(wrong);
            assertTrue(failure == null || failure instanceof RuntimeException, "seed " + SEED + ", round " + round);
        }
    }

    @Test
    void refusesListsWithinListsWithoutEnd() {
        byte[] nested = new byte[10_000];
        Arrays.fill(nested, (byte) ((1 << 4) | CompactReader.LIST));
        Throwable failure = failure(nested);
        assertNotNull(failure);
        assertTrue(failure.getMessage().contains("nested more than"), failure.getMessage());
    }

    private static @Nullable Throwable failure(byte[] bytes) {
        try {
            new FooterBytes(bytes);
            return null;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            return e;
        }
    }

    private static byte[] written(FileMetaData footer) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Util.writeFileMetaData(footer, bytes);
        return bytes.toByteArray();
    }

    private static FileMetaData footer(RandomGenerator random, int groups, int columns) {
        List<RowGroup> rowGroups = new ArrayList<>();
        for (int group = 0; group < groups; group++) {
            rowGroups.add(rowGroup(random, columns));
        }
        FileMetaData footer = new FileMetaData(2, List.of(new SchemaElement("schema")), random.nextLong(), rowGroups);
        if (random.nextBoolean()) {
            footer.setKey_value_metadata(List.of(new KeyValue("key").setValue("x".repeat(random.nextInt(300)))));
        }
        return random.nextBoolean() ? footer.setCreated_by("somebody") : footer;
    }

    private static RowGroup rowGroup(RandomGenerator random, int columns) {
        List<ColumnChunk> chunks = new ArrayList<>();
        for (int column = 0; column < columns; column++) {
            chunks.add(chunk(random));
        }
        RowGroup rowGroup = new RowGroup(chunks, random.nextLong(), random.nextLong() >>> random.nextInt(64));
        return random.nextBoolean() ? rowGroup.setOrdinal((short) random.nextInt()) : rowGroup;
    }

    private static ColumnChunk chunk(RandomGenerator random) {
        ColumnMetaData data = new ColumnMetaData(
                Type.DOUBLE,
                List.of(Encoding.PLAIN, Encoding.RLE),
                List.of("a", "b".repeat(random.nextInt(200))),
                CompressionCodec.ZSTD,
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                random.nextLong());
        if (random.nextBoolean()) {
            byte[] value = new byte[random.nextInt(20)];
            random.nextBytes(value);
            data.setStatistics(new Statistics()
                    .setMin_value(ByteBuffer.wrap(value))
                    .setIs_min_value_exact(random.nextBoolean())
                    .setNull_count(random.nextLong()));
        }
        ColumnChunk chunk = new ColumnChunk(random.nextLong()).setMeta_data(data);
        return random.nextBoolean() ? chunk.setColumn_index_offset(random.nextLong()) : chunk;
    }

    /** A footer of row groups alone, with fields of every other type before, between and behind. */
    private static byte[] withUnknownFields() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writeUnknownFields(out);
        // Field 4, a list of one struct; in it field 1, a list of no structs.
        write(out, 0x09, 8, 0x1c, 0x19, 0x0c);
        writeUnknownFields(out);
        // Field 3, a 64-bit integer: 77.
        write(out, 0x06, 6, 0x9a, 0x01);
        writeUnknownFields(out);
        write(out, 0);
        writeUnknownFields(out);
        write(out, 0);
        return out.toByteArray();
    }

    /** Each has its id behind the type, as a zigzag number, so that they can stand anywhere. */
    private static void writeUnknownFields(ByteArrayOutputStream out) {
        write(out, 0x07, 0xd0, 0x0f, 1, 2, 3, 4, 5, 6, 7, 8); // double
        write(out, 0x01, 0xd2, 0x0f); // true
        write(out, 0x02, 0xd4, 0x0f); // false
        write(out, 0x03, 0xd6, 0x0f, 0); // byte
        write(out, 0x04, 0xd8, 0x0f, 0xff, 0x01); // short
        write(out, 0x08, 0xda, 0x0f, 3, 'a', 'b', 0); // binary
        write(out, 0x0b, 0xdc, 0x0f, 2, 0x81, 1, 'a', 1, 1, 'b', 2); // map of binary to bool
        write(out, 0x0b, 0xde, 0x0f, 0); // empty map
        write(out, 0x0a, 0xe0, 0x0f, 0xf1, 16, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2); // set of 16 bools
        write(out, 0x0c, 0xe2, 0x0f, 0x14, 4, 0x1c, 0x15, 6, 0, 0); // struct of a short and a struct
        write(out, 0x0d, 0xe4, 0x0f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0, 0, 0, 0, 0); // uuid
    }

    private static void write(ByteArrayOutputStream out, int... bytes) {
        for (int b : bytes) {
            out.write(b);
        }
    }
}
