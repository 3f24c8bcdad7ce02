package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.hash.ArrowBufHasher;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.ExtensionTypeRegistry;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GEOMETRY and GEOGRAPHY are well-known binary of the extension type geoarrow.wkb, in both directions. */
class GeospatialColumnsTest {
    private static final String USUAL = "\"crs\": \"OGC:CRS84\", \"crs_type\": \"authority_code\"";

    private final BufferAllocator allocator = Allocators.child("test");

    @TempDir
    Path folder;

    @AfterEach
    void nothingStaysAllocated() {
        allocator.close();
    }

    @Test
    void theCorpusSaysWhichReferenceSystemAndEdges() {
        assertEquals("{" + USUAL + "}", metadata("crs-default", "geometry"));
        assertEquals("{" + USUAL + ", \"edges\": \"spherical\"}", metadata("crs-geography", "geography"));
        assertEquals("{\"crs\": \"5070\", \"crs_type\": \"srid\"}", metadata("crs-srid", "geometry"));
        String arbitrary = metadata("crs-arbitrary-value", "geometry");
        assertTrue(arbitrary.startsWith("{\"crs\": {\"$schema\":\"https://proj.org/"), arbitrary);
        String projjson = metadata("crs-projjson", "geometry");
        assertTrue(projjson.startsWith("{\"crs\": {\"$schema\":"), projjson);
        assertTrue(projjson.endsWith("}, \"crs_type\": \"projjson\"}"), projjson);
    }

    private static String metadata(String file, String column) {
        Path path = Corpora.parquetData().resolve("geospatial").resolve(file + ".parquet");
        Schema schema = ParquetSource.open(path, ParquetReadOptions.read().ignoreArrowSchema())
                .schema();
        Map<String, String> metadata = schema.findField(column).getMetadata();
        assertEquals("geoarrow.wkb", metadata.get("ARROW:extension:name"));
        return metadata.get("ARROW:extension:metadata");
    }

    /** The last column is what comes back where it is not the same, since Parquet always has a reference system. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\'',
            value = {
                "{\"crs\": \"OGC:CRS84\", \"crs_type\": \"authority_code\"}; GEOMETRY",
                "{\"crs\": \"5070\", \"crs_type\": \"srid\"}; GEOMETRY(srid:5070)",
                "{\"crs\": \"EPSG:3857\"}; GEOMETRY(EPSG:3857)",
                "{\"crs\": {\"id\": {\"code\": [1, 2.5e3, null, \"x\\\"\"]}}}; GEOMETRY({\"id\": {\"code\": [1, 2.5e3, null, \"x\\\"\"]}})",
                "{\"crs\": \"EPSG:3857\", \"edges\": \"vincenty\"}; GEOGRAPHY(EPSG:3857,VINCENTY)",
                "{\"crs\": \"OGC:CRS84\", \"crs_type\": \"authority_code\", \"edges\": \"karney\"}; GEOGRAPHY(OGC:CRS84,KARNEY)",
                "{}; GEOMETRY",
                "{\"crs\": null, \"edges\": \"planar\"}; GEOMETRY",
                "{\"edges\": \"spherical\"}; GEOGRAPHY(OGC:CRS84,SPHERICAL)",
            })
    void whatIsWrittenIsAnnotatedAndComesBack(String metadata, String annotation) throws IOException {
        Path file = write(geometry(metadata));
        try (WrittenFile written = WrittenFile.open(file)) {
            assertEquals(
                    "optional binary shape (" + annotation + ")",
                    written.footer()
                            .getFileMetaData()
                            .getSchema()
                            .getType("shape")
                            .toString());
            ColumnChunkMetaData chunk =
                    written.footer().getBlocks().get(0).getColumns().get(0);
            assertTrue(
                    !chunk.getStatistics().hasNonNullValue(),
                    "well-known binary has no order: " + chunk.getStatistics());
        }
        assertEquals(
                metadata,
                ParquetSource.open(file)
                        .schema()
                        .findField("shape")
                        .getMetadata()
                        .get("ARROW:extension:metadata"));
        boolean isComplete = metadata.contains("\"crs\": ") && !metadata.contains("null, \"edges\"");
        if (isComplete) {
            Schema inferred = ParquetSource.open(file, ParquetReadOptions.read().ignoreArrowSchema())
                    .schema();
            assertEquals(metadata, inferred.findField("shape").getMetadata().get("ARROW:extension:metadata"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"crs84", "{\"edges\": \"bent\"}", "{\"crs\" \"x\"}", "{\"crs\": tru}", "{\"crs\": \"x}"})
    void metadataThatIsNotGeoarrowsIsRefused(String metadata) {
        UnsupportedFeatureException refusal =
                assertThrows(UnsupportedFeatureException.class, () -> write(geometry(metadata)));
        assertTrue(
                refusal.getMessage()
                        .startsWith("column 'shape binary' cannot be written to Parquet: the metadata of its extension"
                                + " geoarrow.wkb is not understood: "),
                refusal.getMessage());
    }

    @Test
    void namesWithoutAClassAreAnnotatedToo() throws IOException {
        Path file = write(new Field("json", extension(ArrowType.Utf8.INSTANCE, "arrow.json", ""), null));
        try (WrittenFile written = WrittenFile.open(file)) {
            assertEquals(
                    "optional binary json (JSON)",
                    written.footer()
                            .getFileMetaData()
                            .getSchema()
                            .getType("json")
                            .toString());
        }
    }

    @Test
    void aRegisteredClassIsWhatComes() {
        Path file = write(geometry("{}"));
        ExtensionTypeRegistry.register(Wkb.INSTANCE);
        try (BatchStream batches = ParquetSource.open(
                                file, ParquetReadOptions.read().ignoreArrowSchema())
                        .read(allocator);
                Batch batch = batches.next()) {
            assertTrue(batch.column("shape") instanceof Wkb.Vector, "" + batch.column("shape"));
            assertEquals(Wkb.INSTANCE, batch.schema().findField("shape").getType());
        } finally {
            ExtensionTypeRegistry.unregister(Wkb.INSTANCE);
        }
    }

    private static Field geometry(String metadata) {
        return new Field("shape", extension(ArrowType.Binary.INSTANCE, "geoarrow.wkb", metadata), null);
    }

    private static FieldType extension(ArrowType storage, String name, String metadata) {
        return new FieldType(
                true, storage, null, Map.of("ARROW:extension:name", name, "ARROW:extension:metadata", metadata));
    }

    private Path write(Field field) {
        Path file = folder.resolve("written.parquet");
        Field storage = ArrowTypes.leaf(field.getName(), field.getType());
        try (Batch values = RandomBatches.of(List.of(storage), 100, Nulls.SOME, 3, allocator);
                ParquetSink sink =
                        ParquetSink.create(file, new Schema(List.of(field)), ParquetWriteOptions.defaults())) {
            sink.append(values);
            sink.commit();
        }
        return file;
    }

    private static final class Wkb extends ArrowType.ExtensionType {
        static final Wkb INSTANCE = new Wkb();

        static final class Vector extends ExtensionTypeVector<VarBinaryVector> {
            private final Field field;

            Vector(String name, FieldType type, BufferAllocator allocator) {
                super(name, allocator, new VarBinaryVector(name, allocator));
                this.field = new Field(name, type, null);
            }

            @Override
            public Field getField() {
                return field;
            }

            @Override
            public Object getObject(int index) {
                return getUnderlyingVector().getObject(index);
            }

            @Override
            public int hashCode(int index) {
                return hashCode(index, null);
            }

            @Override
            public int hashCode(int index, ArrowBufHasher hasher) {
                return getUnderlyingVector().hashCode(index, hasher);
            }
        }

        @Override
        public ArrowType storageType() {
            return ArrowType.Binary.INSTANCE;
        }

        @Override
        public String extensionName() {
            return "geoarrow.wkb";
        }

        @Override
        public boolean extensionEquals(ExtensionType other) {
            return other instanceof Wkb;
        }

        @Override
        public String serialize() {
            return "{}";
        }

        @Override
        public ArrowType deserialize(ArrowType storage, String metadata) {
            return INSTANCE;
        }

        @Override
        public FieldVector getNewVector(String name, FieldType type, BufferAllocator allocator) {
            return new Vector(name, type, allocator);
        }
    }
}
