package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.error.NoSuchColumnException;
import dev.arrowshare.memory.Allocators;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadInputTest {
    @TempDir
    private Path folder;

    @Test
    void aMissingFileIsNamed() {
        assertMessage(folder.resolve("none.parquet"), "no such file");
    }

    @Test
    void aFolderIsNoFile() {
        assertMessage(folder, "is a folder, not a Parquet file");
    }

    @Test
    void anEmptyFileIsTooShort() throws IOException {
        assertMessage(file(new byte[0]), "has 0 bytes, a Parquet file has at least 12");
    }

    @Test
    void garbageIsNoParquetFile() throws IOException {
        assertMessage(
                file("id,fare\n1,2.5\n".getBytes(StandardCharsets.UTF_8)),
                "does not end in PAR1; it is no Parquet file, or was cut off");
    }

    @Test
    void aFooterLongerThanTheFileIsNotBelieved() throws IOException {
        assertMessage(
                file("PAR1....\177\0\0\0PAR1".getBytes(StandardCharsets.ISO_8859_1)),
                "its footer claims 127 bytes, the file has 4 for it; was it cut off?");
    }

    @Test
    void aGarbageFooterIsNotSound() throws IOException {
        Path file = file("PAR1\u00ff\u00ff\u00ff\u00ff\4\0\0\0PAR1".getBytes(StandardCharsets.ISO_8859_1));
        CorruptFileException failure = assertThrows(CorruptFileException.class, () -> ParquetSource.open(file));
        assertTrue(failure.getMessage().startsWith(file + ": its footer is not sound"), failure.getMessage());
    }

    /** parquet-java takes such a schema element for a group, whose columns are none. */
    @Test
    void aSchemaElementWithoutTypeAndFieldsIsRefused() throws IOException {
        SchemaElement root = new SchemaElement("table").setNum_children(1);
        FileMetaData footer = new FileMetaData(2, List.of(root, new SchemaElement("fare")), 0, List.of());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("PAR1".getBytes(StandardCharsets.ISO_8859_1));
        Util.writeFileMetaData(footer, bytes);
        bytes.writeBytes(new byte[] {(byte) (bytes.size() - 4), 0, 0, 0});
        bytes.writeBytes("PAR1".getBytes(StandardCharsets.ISO_8859_1));
        assertMessage(file(bytes.toByteArray()), "its schema is not sound: 'fare' has neither a type nor fields");
    }

    @Test
    void anUnknownColumnListsTheColumns() throws IOException {
        Path file = written();
        NoSuchColumnException failure = assertThrows(
                NoSuchColumnException.class,
                () -> ParquetSource.open(file, ParquetReadOptions.read().columns("fair")));
        assertEquals(file + ": no column 'fair'; columns are fare, tip", failure.getMessage());
    }

    @Test
    void aFileThatWasReplacedSinceItWasOpenedIsRefused() throws IOException {
        Path file = written();
        ParquetSource source = ParquetSource.open(file);
        Files.write(file, new byte[100]);
        CorruptFileException failure = assertThrows(CorruptFileException.class, () -> source.read(Allocators.root()));
        assertTrue(failure.getMessage().endsWith("when it was opened; was it replaced?"), failure.getMessage());
    }

    @Test
    void wrongOptionsFailAtOnce() {
        ParquetReadOptions options = ParquetReadOptions.read();
        assertThrows(IllegalArgumentException.class, () -> options.threads(0));
        assertThrows(IllegalArgumentException.class, () -> options.rowsPerBatch(0));
        assertThrows(IllegalArgumentException.class, () -> options.readAheadBytes(-1));
        assertThrows(IllegalArgumentException.class, () -> options.columns("a", "a"));
        assertThrows(NullPointerException.class, () -> options.int96Unit(null));
    }

    private void assertMessage(Path file, String message) {
        ArrowShareException failure = assertThrows(ArrowShareException.class, () -> ParquetSource.open(file));
        assertEquals(file + ": " + message, failure.getMessage());
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("bad.parquet"), bytes);
    }

    private Path written() throws IOException {
        Path file = folder.resolve("good.parquet");
        new OracleWriter(
                        MessageTypeParser.parseMessageType("message m { optional double fare; optional double tip; }"),
                        ParquetProperties.builder().build(),
                        CompressionCodecName.SNAPPY,
                        100,
                        new Random(1),
                        0.1,
                        0)
                .write(file, 10, Map.of());
        return file;
    }
}
