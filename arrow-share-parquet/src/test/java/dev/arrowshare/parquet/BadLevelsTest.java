package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.arrowshare.error.CorruptFileException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages whose levels contradict themselves, each other, or the footer, written by hand. */
class BadLevelsTest {
    private static final MessageType LIST = MessageTypeParser.parseMessageType(
            "message m { optional group l (LIST) { repeated group list { optional int32 element; } } }");
    private static final MessageType STRUCT = MessageTypeParser.parseMessageType(
            "message m { optional group s { optional int32 x; optional int32 y; } }");
    private static final MessageType PAIRS = MessageTypeParser.parseMessageType("message m { optional group l (LIST) {"
            + " repeated group list { required group element { required int32 x;"
            + " optional group k (LIST) { repeated group list { required int32 element; } } } } } }");
    private static final MessageType MAP = MessageTypeParser.parseMessageType("message m { optional group m (MAP) {"
            + " repeated group key_value { optional int32 key; required int32 value; } } }");

    @TempDir
    private Path folder;

    /** @param values how many there are behind the levels */
    private record Chunk(List<Integer> repetitions, List<Integer> definitions, int values) {
        static Chunk of(List<Integer> repetitions, List<Integer> definitions, int values) {
            return new Chunk(repetitions, definitions, values);
        }

        BytesInput page(ColumnDescriptor column) throws IOException {
            ByteArrayOutputStream page = new ByteArrayOutputStream();
            if (column.getMaxRepetitionLevel() > 0) {
                page.write(levels(repetitions));
            }
            if (column.getMaxDefinitionLevel() > 0) {
                page.write(levels(definitions));
            }
            page.write(new byte[4 * values]);
            return BytesInput.from(page.toByteArray());
        }

        /** A run for each level. */
        private static byte[] levels(List<Integer> levels) {
            ByteBuffer bytes = ByteBuffer.allocate(4 + 2 * levels.size()).order(ByteOrder.LITTLE_ENDIAN);
            bytes.putInt(2 * levels.size());
            levels.forEach(level -> bytes.put((byte) 2).put(level.byteValue()));
            return bytes.array();
        }
    }

    @Test
    void theSameByHandIsSound() throws IOException {
        Path file = written(LIST, 3, Chunk.of(levels(0, 1, 0, 0), levels(3, 2, 1, 0), 1));
        assertEquals(3, CorpusFilesTest.readAll(file));
        GroupOracle.assertEqual(file, ParquetReadOptions.read());
    }

    @Test
    void aDefinitionLevelAboveTheHighest() throws IOException {
        Path file = written(STRUCT, 2, of(levels(3, 1), 1), of(levels(2, 1), 1));
        assertBad(file, "column 's.x', row group 0, page 0: definition level 3, the highest is 2");
    }

    @Test
    void aRepetitionLevelAboveTheHighest() throws IOException {
        Path file = written(LIST, 1, Chunk.of(levels(0, 2), levels(3, 3), 2));
        assertBad(
                file,
                "column 'l.list.element', row group 0, page 0: run of repetition levels of 2, which has more than 1 bits");
    }

    @Test
    void aChunkThatDoesNotBeginWithARow() throws IOException {
        Path file = written(LIST, 1, Chunk.of(levels(1, 0), levels(3, 3), 2));
        assertBad(
                file,
                "column 'l.list.element', row group 0, page 0: the chunk's first repetition level is 1, it must be 0");
    }

    @Test
    void moreRowsThanTheRowGroupHas() throws IOException {
        Path file = written(LIST, 2, Chunk.of(levels(0, 0, 0), levels(3, 3, 3), 3));
        assertBad(file, "column 'l.list.element', row group 0, page 0: more rows than the 2 of its row group");
    }

    @Test
    void fewerRowsThanTheRowGroupHas() throws IOException {
        Path file = written(LIST, 3, Chunk.of(levels(0, 1, 0), levels(3, 3, 3), 3));
        assertBad(
                file, "column 'l.list.element', row group 0, page 0: the chunk ends after 2 rows, its row group has 3");
    }

    @Test
    void aListThatGoesOnAlthoughItIsEmpty() throws IOException {
        Path file = written(LIST, 1, Chunk.of(levels(0, 1), levels(1, 3), 1));
        assertBad(
                file,
                "column 'l.list.element', row group 0, page 0: repetition level 1 with definition level 3, where no list goes on");
    }

    @Test
    void aListThatGoesOnWithoutAValue() throws IOException {
        Path file = written(LIST, 1, Chunk.of(levels(0, 1), levels(3, 0), 1));
        assertBad(
                file,
                "column 'l.list.element', row group 0, page 0: repetition level 1 with definition level 0, where no list goes on");
    }

    @Test
    void fewerValuesThanTheLevelsSay() throws IOException {
        Path file = written(LIST, 1, Chunk.of(levels(0, 1, 1), levels(3, 3, 3), 2));
        assertBad(
                file,
                "column 'l.list.element', row group 0, page 0: 3 more values of 4 bytes wanted, the page has 8 bytes left");
    }

    @Test
    void aStructThatIsNullInOneColumnOnly() throws IOException {
        Path file = written(STRUCT, 3, of(levels(2, 0, 1), 1), of(levels(2, 1, 1), 1));
        assertBad(file, "column 's.y', row group 0, page 0: its levels do not agree with those of column 's.x'");
    }

    @Test
    void listsOfOtherLengthsInColumnsBesideEachOther() throws IOException {
        Path file = written(
                PAIRS, 2, Chunk.of(levels(0, 1, 0), levels(2, 2, 2), 3), Chunk.of(levels(0, 0, 1), levels(4, 4, 4), 3));
        assertBad(
                file,
                "column 'l.list.element.k.list.element', row group 0, page 0: its levels do not agree with those of column 'l.list.element.x'");
    }

    @Test
    void aMapWithANullKey() throws IOException {
        Path file = written(MAP, 1, Chunk.of(levels(0, 1), levels(3, 2), 1), Chunk.of(levels(0, 1), levels(2, 2), 2));
        assertBad(file, "column 'm.key_value.key', row group 0, page 0: null as the key of a map");
    }

    private static List<Integer> levels(Integer... levels) {
        return List.of(levels);
    }

    private static Chunk of(List<Integer> definitions, int values) {
        return Chunk.of(levels(), definitions, values);
    }

    private static void assertBad(Path file, String message) {
        CorruptFileException failure = assertThrows(CorruptFileException.class, () -> CorpusFilesTest.readAll(file));
        assertEquals(file + ": " + message, failure.getMessage());
    }

    private Path written(MessageType schema, int rows, Chunk... chunks) throws IOException {
        Path file = folder.resolve("levels.parquet");
        List<ColumnDescriptor> columns = schema.getColumns();
        try (ParquetFileWriter writer = new ParquetFileWriter(
                new LocalOutputFile(file), schema, ParquetFileWriter.Mode.OVERWRITE, 1 << 20, 0, 64, 64, false)) {
            writer.start();
            writer.startBlock(rows);
            for (int i = 0; i < chunks.length; i++) {
                ColumnDescriptor column = columns.get(i);
                BytesInput page = chunks[i].page(column);
                int values = chunks[i].definitions().size();
                writer.startColumn(column, values, CompressionCodecName.UNCOMPRESSED);
                writer.writeDataPage(
                        values,
                        (int) page.size(),
                        page,
                        Statistics.createStats(column.getPrimitiveType()),
                        rows,
                        Encoding.RLE,
                        Encoding.RLE,
                        Encoding.PLAIN);
                writer.endColumn();
            }
            writer.endBlock();
            writer.end(Map.of());
        }
        return file;
    }
}
