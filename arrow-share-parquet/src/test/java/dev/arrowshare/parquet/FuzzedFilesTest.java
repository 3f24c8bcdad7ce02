package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.filter.Filter;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.parquet.ParquetWriteOptions.PageVersion;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * A fuzzer: mutations of headers, levels, dictionaries and pages, flat and nested, in every encoding, and of encrypted files: of what stands
 * in the file, and of what was encrypted, which is encrypted again. Whatever comes of them is our own
 * exception with the file's name or a batch, soon, in bounded memory, and nothing stays allocated.
 *
 * <p>Runs for {@code -Darrowshare.fuzz.seconds}, else over a few fixed seeds; {@code -Darrowshare.fuzz.seed} is the first one, to see
 * a failure again. The file at hand lies in {@code target/fuzz}, also when
 * the JVM has crashed over it. What was found once lies in {@code src/test/resources/fuzz}.
 */
class FuzzedFilesTest {
    private static final long SECONDS = Long.getLong("arrowshare.fuzz.seconds", 0);
    private static final int FIXED_SEEDS = 1500;
    private static final long MEMORY_LIMIT = 512L << 20;
    private static final Path FOLDER = Path.of("target", "fuzz");
    private static final Path FINDS = Path.of("src", "test", "resources", "fuzz");

    /** One of regions and encrypted is null. */
    private record Original(
            String name,
            Path file,
            @Nullable FileRegions regions,
            @Nullable EncryptedFile encrypted) {}

    @Test
    void mutatedFilesAreReadOrRefused() throws IOException {
        Files.createDirectories(FOLDER);
        List<Original> originals = originals();
        long first = Long.getLong("arrowshare.fuzz.seed", SECONDS == 0 ? 0 : System.nanoTime());
        long deadline = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        Path file = FOLDER.resolve("mutated.parquet");
        long seed = first;
        for (; SECONDS == 0 ? seed - first < FIXED_SEEDS : System.nanoTime() < deadline; seed++) {
            Random random = new Random(seed);
            Original original = originals.get(random.nextInt(originals.size()));
            Files.write(file, mutated(original, random));
            int threads = 1 + random.nextInt(2);
            try {
                ParquetReadOptions options = options(original, random).threads(threads);
                assertTimeoutPreemptively(Duration.ofSeconds(60), () -> check(file, options));
            } catch (RuntimeException | Error e) {
                Path kept = FOLDER.resolve("find-" + Long.toHexString(seed) + ".parquet");
                Files.copy(file, kept);
                throw new AssertionError(original.name() + " with seed " + seed + ", kept as " + kept, e);
            }
        }
        System.out.println(seed - first + " mutated files, seeds from " + first);
        assertTrue(seed > first);
    }

    @TestFactory
    Stream<DynamicTest> whatWasFoundOnceIsReadOrRefused() throws IOException {
        return Corpora.files(FINDS, ".parquet").stream()
                .map(file -> DynamicTest.dynamicTest(
                        file.getFileName().toString(),
                        () -> assertTimeoutPreemptively(
                                Duration.ofSeconds(60),
                                () -> check(file, ParquetReadOptions.read().threads(1)))));
    }

    /** Of encrypted files, filters look at indexes and bloom filters, too. */
    private static ParquetReadOptions options(Original original, Random random) {
        ParquetReadOptions options = ParquetReadOptions.read();
        if (original.encrypted() == null) {
            return options;
        }
        ParquetReadOptions opened = options.decryption(EncryptionKind.ONE_KEY.keys());
        return random.nextBoolean() ? opened : opened.where(Filter.column("id").equalTo(random.nextInt(110)));
    }

    private static List<Original> originals() throws IOException {
        List<Original> originals = new ArrayList<>();
        for (EncodedFilesTest.Choice choice : EncodedFilesTest.Choice.values()) {
            EncodedFilesTest.KINDS.forEach((kind, schema) ->
                    originals.add(flat(choice, kind, Map.of("ARROW:schema", StoredSchemaTest.encoded(schema)))));
        }
        for (int seed = 0; seed < 30; seed++) {
            originals.add(nested(seed));
        }
        for (int seed = 0; seed < 32; seed++) {
            originals.add(encrypted(seed));
        }
        for (Path file : Corpora.files(Corpora.parquetData(), ".parquet")) {
            if (Files.size(file) < 20_000) {
                originals.add(original(file.getFileName().toString(), file));
            }
        }
        return originals;
    }

    private static Original original(String name, Path file) throws IOException {
        return new Original(name, file, FileRegions.of(Files.readAllBytes(file)), null);
    }

    private static Original flat(EncodedFilesTest.Choice choice, String kind, Map<String, String> metadata) {
        try {
            Path file = FOLDER.resolve(choice + " " + kind);
            new OracleWriter(
                            EncodedFilesTest.SCHEMA,
                            choice.properties(60, 1000),
                            CompressionCodecName.UNCOMPRESSED,
                            150,
                            new Random(3),
                            0.2,
                            choice.distinct() / 10)
                    .write(file, 200, metadata);
            return original(choice + " " + kind, file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Original nested(int seed) throws IOException {
        Path file = FOLDER.resolve("nested " + seed);
        Files.deleteIfExists(file);
        ParquetWriteOptions options = ParquetWriteOptions.defaults()
                .compression(Compression.UNCOMPRESSED)
                .pageVersion(seed % 2 == 0 ? PageVersion.V1 : PageVersion.V2);
        try (BufferAllocator allocator = Allocators.child("fuzz");
                Batch batch = ExpectedValues.withoutNegativeIntervals(
                        RandomBatches.of(new RandomSchemas(seed).columns(4), 60, Nulls.SOME, seed, allocator));
                ParquetSink sink = ParquetSink.create(file, batch.schema(), options)) {
            sink.append(batch);
            sink.commit();
        }
        return original("nested " + seed, file);
    }

    /** Numbers in some order, among columns at random; in several pages and two row groups. */
    private static Original encrypted(int seed) throws IOException {
        Path file = FOLDER.resolve("encrypted " + seed);
        Files.deleteIfExists(file);
        ParquetWriteOptions options = ParquetWriteOptions.defaults()
                .compression(seed % 4 < 2 ? Compression.UNCOMPRESSED : Compression.SNAPPY)
                .pageVersion(seed % 2 == 0 ? PageVersion.V1 : PageVersion.V2)
                .pageRows(20)
                .rowGroupRows(60)
                .dictionaryBytes(seed % 3 == 0 ? 0 : 1 << 20)
                .bloomFilter("id", 60, 0.1)
                .encryption(Encryption.footerKey(EncryptionKind.FOOTER_KEY)
                        .algorithm(
                                seed % 16 < 8 ? Encryption.Algorithm.AES_GCM_V1 : Encryption.Algorithm.AES_GCM_CTR_V1));
        List<Field> fields = new ArrayList<>(new RandomSchemas(seed).columns(2));
        try (BufferAllocator allocator = Allocators.child("fuzz");
                Batch others = ExpectedValues.withoutNegativeIntervals(
                        RandomBatches.of(fields, 100, Nulls.SOME, seed, allocator));
                Batch batch = others.with(ids(seed, allocator))) {
            RoundTrips.write(file, options, batch);
        }
        EncryptedFile modules = EncryptedFile.of(Files.readAllBytes(file));
        return new Original("encrypted " + seed, file, null, modules);
    }

    private static BigIntVector ids(int seed, BufferAllocator allocator) {
        BigIntVector ids = new BigIntVector("id", allocator);
        for (int row = 0; row < 100; row++) {
            ids.setSafe(row, seed % 2 == 0 ? row : 37L * row % 101);
        }
        ids.setValueCount(100);
        return ids;
    }

    private static byte[] mutated(Original original, Random random) throws IOException {
        EncryptedFile encrypted = original.encrypted();
        if (encrypted != null && random.nextInt(4) > 0) {
            return encrypted.resealed(random, content -> mutateSome(content, random));
        }
        byte[] copy = Files.readAllBytes(original.file());
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            int place = encrypted == null ? original.regions().place(random) : encrypted.place(random);
            mutate(copy, place, random);
        }
        return copy;
    }

    /** Headers, levels and widths lie at the beginning. */
    private static void mutateSome(byte[] content, Random random) {
        int end = random.nextBoolean() ? Math.min(48, content.length) : content.length;
        for (int i = random.nextInt(3); i >= 0 && end > 0; i--) {
            mutate(content, random.nextInt(end), random);
        }
    }

    private static void mutate(byte[] bytes, int at, Random random) {
        switch (random.nextInt(6)) {
            case 0 -> bytes[at] = (byte) random.nextInt(256);
            case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> bytes[at] = (byte) (bytes[at] + 1 - 2 * random.nextInt(2));
            case 3 -> fill(bytes, at, 1 + random.nextInt(5), (byte) 0xff);
            case 4 -> fill(bytes, at, 1 + random.nextInt(5), (byte) 0);
            default -> {
                int from = random.nextInt(bytes.length);
                int length = Math.min(1 + random.nextInt(16), bytes.length - Math.max(at, from));
                System.arraycopy(bytes, from, bytes, at, length);
            }
        }
    }

    private static void fill(byte[] bytes, int at, int count, byte value) {
        java.util.Arrays.fill(bytes, at, Math.min(bytes.length, at + count), value);
    }

    /** Every value can be reached: Arrow checks the bounds of each access. */
    private static void requireSound(Batch batch) {
        for (int i = 0; i < batch.columnCount(); i++) {
            FieldVector vector = batch.column(i);
            for (int row = 0; row < batch.rows(); row++) {
                vector.getObject(row);
            }
        }
    }

    /** The limit is the allocator's, which says so with an exception of its own. */
    private static void check(Path file, ParquetReadOptions given) {
        long before = Allocators.root().getAllocatedMemory();
        try (BufferAllocator allocator = Allocators.root().newChildAllocator("fuzz", 0, MEMORY_LIMIT)) {
            ParquetReadOptions options = given.rowsPerBatch(128);
            try (BatchStream batches = ParquetSource.open(file, options).read(allocator)) {
                long rows = 0;
                for (Batch next = batches.next(); next != null && rows < 20_000; next = batches.next()) {
                    try (Batch batch = next) {
                        rows += batch.rows();
                        assertTrue(batch.toString().length() > 0);
                        requireSound(batch);
                    }
                }
            } catch (ArrowShareException e) {
                assertTrue(e.getMessage().startsWith(file.toString()), () -> "message without the file: " + e);
            } catch (OutOfMemoryException e) {
                assertTrue(allocator.getPeakMemoryAllocation() <= MEMORY_LIMIT);
            }
        }
        assertEquals(before, Allocators.root().getAllocatedMemory(), "left allocated");
    }
}
