package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.testing.ArrowTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the bytes: our own exceptions, which begin with the file, in bounded time and memory, and nothing left allocated. */
class MutatedFilesTest {
    private static final int MUTATIONS = 300;
    private static final long MEMORY_LIMIT = 256L << 20;

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> mutatedFilesOfTheCorpus() throws IOException {
        return Corpora.files(Corpora.parquetData(), ".parquet").stream()
                .filter(file -> file.toFile().length() < 20_000)
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> mutate(file, 40)));
    }

    @TestFactory
    Stream<DynamicTest> mutatedFilesOfEveryCodec() {
        return Stream.of(
                        CompressionCodecName.UNCOMPRESSED,
                        CompressionCodecName.SNAPPY,
                        CompressionCodecName.GZIP,
                        CompressionCodecName.ZSTD,
                        CompressionCodecName.LZ4_RAW)
                .flatMap(codec -> Stream.of(WriterVersion.values())
                        .map(version -> DynamicTest.dynamicTest(
                                codec + " " + version, () -> mutate(written(codec, version), MUTATIONS))));
    }

    /** The same columns with what only the Arrow schema can make of them. */
    @TestFactory
    Stream<DynamicTest> mutatedFilesOfViewsAndDictionaries() {
        Schema schema = new Schema(List.of(
                ArrowTypes.encoded("a", new ArrowType.Int(64, true), 1, 8),
                Field.nullable("c", ArrowType.Utf8View.INSTANCE),
                ArrowTypes.encoded("d", ArrowType.BinaryView.INSTANCE, 2, 16),
                ArrowTypes.encoded("e", ArrowType.Bool.INSTANCE, 3, 32),
                ArrowTypes.encoded("f", new ArrowType.Decimal(10, 3, 128), 4, 64)));
        Map<String, String> metadata = Map.of("ARROW:schema", StoredSchemaTest.encoded(schema));
        return Stream.of(CompressionCodecName.UNCOMPRESSED, CompressionCodecName.SNAPPY)
                .map(codec -> DynamicTest.dynamicTest(
                        codec.toString(),
                        () -> mutate(written(codec, WriterVersion.PARQUET_1_0, metadata), MUTATIONS)));
    }

    @TestFactory
    Stream<DynamicTest> mutatedFilesOfNestedColumns() {
        return Stream.of(WriterVersion.values())
                .map(version -> DynamicTest.dynamicTest(version.toString(), () -> mutate(nested(version), MUTATIONS)));
    }

    private Path nested(WriterVersion version) throws IOException {
        Path file = folder.resolve("nested-" + version + ".parquet");
        ParquetProperties properties = ParquetProperties.builder()
                .withWriterVersion(version)
                .withPageRowCountLimit(29)
                .build();
        String schema = "message m { optional group l (LIST) { repeated group list { optional group element {"
                + " optional int64 a; repeated binary b (STRING);"
                + " optional group m (MAP) { repeated group key_value { required int32 key; optional double value; } } } } }"
                + " optional group s { optional boolean x; required group t { optional int32 y; } } }";
        new OracleWriter(
                        MessageTypeParser.parseMessageType(schema),
                        properties,
                        CompressionCodecName.UNCOMPRESSED,
                        70,
                        new Random(12),
                        0.2,
                        6)
                .write(file, 100, Map.of());
        return file;
    }

    private Path written(CompressionCodecName codec, WriterVersion version) throws IOException {
        return written(codec, version, Map.of());
    }

    private Path written(CompressionCodecName codec, WriterVersion version, Map<String, String> metadata)
            throws IOException {
        Path file = folder.resolve(codec + "-" + version + ".parquet");
        ParquetProperties properties = ParquetProperties.builder()
                .withWriterVersion(version)
                .withPageRowCountLimit(60)
                .build();
        new OracleWriter(
                        MessageTypeParser.parseMessageType("message m { optional int64 a; required int32 b;"
                                + " optional binary c (STRING); required binary d; optional boolean e;"
                                + " optional fixed_len_byte_array(5) f (DECIMAL(10,3)); optional int96 g; }"),
                        properties,
                        codec,
                        200,
                        new Random(11),
                        0.2,
                        6)
                .write(file, 300, metadata);
        return file;
    }

    private void mutate(Path original, int times) throws IOException {
        byte[] bytes = Files.readAllBytes(original);
        for (int seed = 0; seed < times; seed++) {
            Path file = folder.resolve("mutated-" + seed + "-" + original.getFileName());
            Files.write(file, mutated(bytes, new Random(seed)));
            int used = seed;
            try {
                assertTimeoutPreemptively(
                        Duration.ofSeconds(20), () -> check(file), () -> original + " with seed " + used + " hangs");
            } catch (RuntimeException | Error e) {
                fail(original + " with seed " + seed, e);
            } finally {
                Files.delete(file);
            }
        }
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        if (random.nextInt(10) == 0) {
            byte[] cut = new byte[random.nextInt(bytes.length)];
            System.arraycopy(bytes, random.nextInt(bytes.length - cut.length + 1), cut, 0, cut.length);
            return cut;
        }
        byte[] copy = bytes.clone();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            // The footer is as long as the rest in a small file; both halves get their share.
            int at = random.nextInt(copy.length);
            copy[at] = switch (random.nextInt(4)) {
                case 0 -> (byte) random.nextInt(256);
                case 1 -> (byte) (copy[at] ^ (1 << random.nextInt(8)));
                case 2 -> (byte) 0xff;
                default -> 0;
            };
        }
        return copy;
    }

    private static void check(Path file) {
        try (BufferAllocator allocator = Allocators.root().newChildAllocator("mutated", 0, MEMORY_LIMIT)) {
            try (BatchStream batches = ParquetSource.open(
                            file, ParquetReadOptions.read().rowsPerBatch(128).threads(1 + (file.hashCode() & 1)))
                    .read(allocator)) {
                long rows = 0;
                for (Batch next = batches.next(); next != null && rows < 100_000; next = batches.next()) {
                    try (Batch batch = next) {
                        rows += batch.rows();
                        assertTrue(batch.toString().length() > 0);
                    }
                }
            } catch (ArrowShareException e) {
                assertTrue(e.getMessage().startsWith(file.toString()), () -> "message without the file: " + e);
            }
        }
    }
}
