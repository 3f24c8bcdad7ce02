package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HadoopFreeTest {
    @TempDir
    private Path folder;

    @Test
    void aFileIsReadAndWrittenWithoutHadoopAndWithoutFlags() throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command(written()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running");
        List<String> lines = Files.readAllLines(output);
        assertEquals(0, process.exitValue(), () -> tail(lines));
        assertTrue(lines.contains("rows=500"), () -> tail(lines));
        assertTrue(lines.stream().anyMatch(line -> line.contains("dev.arrowshare.parquet.ParquetSource")));
        assertEquals(500, ParquetSource.open(folder.resolve("again.parquet")).rows());
        assertEquals(
                List.of(),
                lines.stream()
                        .filter(line -> line.contains("org.apache.hadoop"))
                        .toList());
    }

    private static List<String> command(Path file) {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("hadoop-client"))
                .collect(Collectors.joining(File.pathSeparator));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return Stream.of(java, "-verbose:class", "-cp", classPath, ReadsWithoutHadoop.class.getName(), file.toString())
                .toList();
    }

    private static String tail(List<String> lines) {
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }

    private Path written() throws IOException {
        Path file = folder.resolve("rows.parquet");
        Schema stored = new Schema(List.of(Field.nullable("text", new ArrowType.LargeUtf8())));
        new OracleWriter(
                        MessageTypeParser.parseMessageType("message m { optional int64 id (DECIMAL(18,2));"
                                + " required double value; optional binary text (STRING); optional int96 time; }"),
                        ParquetProperties.builder().build(),
                        CompressionCodecName.ZSTD,
                        300,
                        new Random(5),
                        0.1,
                        0)
                .write(file, 500, Map.of("ARROW:schema", StoredSchemaTest.encoded(stored)));
        return file;
    }
}
