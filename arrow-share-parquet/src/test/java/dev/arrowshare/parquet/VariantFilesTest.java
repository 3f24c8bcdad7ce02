package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.memory.Allocators;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every file of parquet-testing's shredded_variant: we read the storage as parquet-java does, from it the variants come together that
 * the corpus says, and what we write of it is the same again.
 */
class VariantFilesTest {
    /** Those that contradict themselves. Whoever puts variants together must refuse them; their storage is sound and is read. */
    private static final List<String> CONTRADICTORY = List.of("040", "042", "087", "127", "128", "137");

    private final BufferAllocator allocator = Allocators.child("test");

    @TempDir
    Path folder;

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    private static List<Path> files() throws IOException {
        return Corpora.files(Corpora.parquetData().resolveSibling("shredded_variant"), ".parquet");
    }

    @Test
    void allCasesAreThere() throws IOException {
        assertEquals(137, files().size());
    }

    @TestFactory
    Stream<DynamicTest> everyVariantComesTogetherAndIsWrittenAsItWas() throws IOException {
        return files().stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
    }

    private void check(Path file) throws IOException {
        GroupOracle.assertEqual(file, ParquetReadOptions.read());
        Path written = folder.resolve("written.parquet");
        try (Batch batch = read(file)) {
            assertVariants(file, batch);
            assertEquals("arrow.parquet.variant", extension(batch));
            write(written, batch);
        }
        try (WrittenFile again = WrittenFile.open(written)) {
            assertEquals(
                    LogicalTypeAnnotation.variantType((byte) 1),
                    again.footer().getFileMetaData().getSchema().getType("var").getLogicalTypeAnnotation());
        }
        GroupOracle.assertEqual(written, GroupOracle.records(file), ParquetReadOptions.read());
        try (Batch batch = read(written)) {
            assertVariants(file, batch);
            assertEquals("arrow.parquet.variant", extension(batch));
        }
    }

    private static String extension(Batch batch) {
        return batch.schema().findField("var").getMetadata().get("ARROW:extension:name");
    }

    private static void assertVariants(Path file, Batch batch) throws IOException {
        String name = file.getFileName().toString().replace(".parquet", "");
        if (CONTRADICTORY.contains(name.substring(name.length() - 3))) {
            assertThrows(IllegalArgumentException.class, () -> ShreddedVariant.at(batch.column("var"), 0), name);
            return;
        }
        List<Object> expected = new ArrayList<>();
        List<Object> actual = new ArrayList<>();
        for (int row = 0; row < batch.rows(); row++) {
            Path oracle = file.resolveSibling(name + "_row-" + row + ".variant.bin");
            expected.add(Files.exists(oracle) ? decoded(Files.readAllBytes(oracle)) : null);
            actual.add(ShreddedVariant.at(batch.column("var"), row));
        }
        assertEquals(expected, actual, name);
    }

    private static Object decoded(byte[] both) {
        int metadata = VariantEncoding.metadataBytes(both);
        return VariantEncoding.decoded(Arrays.copyOf(both, metadata), Arrays.copyOfRange(both, metadata, both.length));
    }

    private Batch read(Path file) {
        try (BatchStream batches = ParquetSource.open(file).read(allocator)) {
            return batches.next();
        }
    }

    private static void write(Path target, Batch batch) {
        try (ParquetSink sink = ParquetSink.create(target, batch.messageSchema(), ParquetWriteOptions.defaults())) {
            sink.append(batch);
            sink.commit();
        }
    }

    @Test
    void aPartOfAVariantIsNone() throws IOException {
        Path file = files().get(0);
        Field part = ParquetSource.open(file, ParquetReadOptions.read().columns("var.value"))
                .schema()
                .findField("var");
        assertEquals(null, part.getMetadata().get("ARROW:extension:name"));
    }

    @Test
    void aVariantWithoutMetadataIsNotWritten() {
        FieldType type = new FieldType(
                true, ArrowType.Struct.INSTANCE, null, Map.of("ARROW:extension:name", "arrow.parquet.variant"));
        Field field = new Field("v", type, List.of(Field.nullable("value", ArrowType.Binary.INSTANCE)));
        UnsupportedFeatureException refusal = assertThrows(
                UnsupportedFeatureException.class,
                () -> ParquetSink.create(
                        folder.resolve("none.parquet"), new Schema(List.of(field)), ParquetWriteOptions.defaults()));
        assertEquals(
                "column 'v struct<value: binary>' cannot be written to Parquet: a variant has a member 'metadata' of"
                        + " bytes that is never null",
                refusal.getMessage());
    }
}
