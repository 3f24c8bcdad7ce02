package dev.arrowshare.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arrowshare.parquet.ParquetColumnChunk;
import dev.arrowshare.parquet.ParquetFiles;
import dev.arrowshare.parquet.ParquetReadOptions;
import dev.arrowshare.parquet.ParquetRowGroup;
import dev.arrowshare.parquet.ParquetSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Options for Parquet that the command writes, and for many files that it reads. */
@Timeout(120)
class ParquetOutputTest {
    @TempDir
    Path folder;

    private Path trips;

    @BeforeEach
    void sample() {
        trips = folder.resolve("trips.parquet");
        Ran.arrowShare("sample", trips, "--rows", 3000).done();
    }

    @Test
    void aFileIsWrittenAsTheOptionsSay() {
        Path out = folder.resolve("out.parquet");
        Ran.arrowShare(
                        "convert",
                        trips,
                        out,
                        "--row-group-rows=1000",
                        "--page-rows=100",
                        "--page-version=2",
                        "--encoding=trip_id=delta-binary-packed",
                        "--bloom-filter=trip_id=1000",
                        "--sorted-by=trip_id,tip:desc",
                        "--compression=zstd:3",
                        "--memory=64000000")
                .done();
        ParquetSource written = ParquetSource.open(out);
        assertEquals(3, written.rowGroupCount());
        ParquetRowGroup group = written.rowGroups().get(0);
        assertEquals("[trip_id, tip descending]", group.sortedBy().toString());
        ParquetColumnChunk ids = group.chunks().get(0);
        assertTrue(ids.encodings().contains("DELTA_BINARY_PACKED"), ids::toString);
        assertEquals("ZSTD", ids.compression());
        assertTrue(ids.hasBloomFilter());
        assertEquals(10, written.pages(0, "trip_id").orElseThrow().pages().size());
    }

    @Test
    void columnsHaveTheirOwnCodecLevelAndEncoding() throws IOException {
        Map<String, Long> bytes = new HashMap<>();
        for (String ofTip : List.of("tip=zstd:1", "tip=zstd:19", "tip=none")) {
            Path out = folder.resolve("own.parquet");
            Ran.arrowShare(
                            "convert",
                            trips,
                            out,
                            "--compression=gzip",
                            "--compression=" + ofTip,
                            "--encoding=tip=plain")
                    .done();
            Map<String, ParquetColumnChunk> chunks = new HashMap<>();
            ParquetSource.open(out).rowGroups().get(0).chunks().forEach(chunk -> chunks.put(chunk.column(), chunk));
            assertEquals("GZIP", chunks.get("trip_id").compression());
            assertEquals(
                    ofTip.contains("zstd") ? "ZSTD" : "UNCOMPRESSED",
                    chunks.get("tip").compression());
            bytes.put(ofTip, Files.size(out));
        }
        assertTrue(bytes.get("tip=zstd:19") < bytes.get("tip=zstd:1"), bytes::toString);
        assertTrue(bytes.get("tip=zstd:1") < bytes.get("tip=none"), bytes::toString);
    }

    @Test
    void aFolderIsVerifiedByItsManifest() throws IOException {
        Path out = folder.resolve("verified");
        Ran.arrowShare("convert", trips, out, "--partition-by", "passengers").done();
        String said = Ran.arrowShare("verify", out).done().out();
        assertTrue(said.matches("(?s).*verified: \\d files, 3,000 rows, [\\d,]+ bytes: as written\\R"), said);

        Path one = out.resolve("passengers=1").resolve("part-00000.parquet");
        Files.writeString(one, "short");
        Files.copy(trips, out.resolve("extra.parquet"));
        Ran.arrowShare("verify", out)
                .failed(
                        out + " is not as it was written; " + one + ": 5 bytes, the manifest says ",
                        "; " + out.resolve("extra.parquet") + ": not in the manifest");
        Ran.arrowShare("verify", folder).failed("no folder with a _manifest.json");
    }

    @Test
    void whatCannotBeSaidIsRefusedBeforeAnythingIsRead() {
        Path out = folder.resolve("out.parquet");
        Ran.arrowShare("convert", "missing.parquet", out, "--encoding", "a=pain")
                .wronglyUsed("no encoding 'pain'; did you mean plain?");
        Ran.arrowShare("convert", "missing.parquet", out, "--page-version", 3)
                .wronglyUsed("--page-version is 3; 1 or 2");
        Ran.arrowShare("convert", "missing.parquet", out, "--row-group-rows", 0).wronglyUsed("rowGroupRows is 0");
        Ran.arrowShare("convert", "missing.parquet", out, "--compression", "zstd:99")
                .wronglyUsed("no level 99");
        Ran.arrowShare("convert", "missing.parquet", out, "--compression", "zstd:x")
                .wronglyUsed("no number");
        Ran.arrowShare("convert", "missing.parquet", out, "--bloom-filter", "a=b")
                .wronglyUsed("--bloom-filter a=b");
        Ran.arrowShare("convert", "missing.parquet", out, "--memory", 1000)
                .wronglyUsed("a memory budget of 1000 bytes");
        Ran.arrowShare("convert", "missing.parquet", folder.resolve("out.arrow"), "--page-rows", 10)
                .wronglyUsed("--page-rows is for Parquet");
        Ran.arrowShare("convert", "missing.parquet", out, "--compression", "zstd", "--compression", "gzip")
                .wronglyUsed("--compression zstd and gzip are both for all columns; for one it is NAME=gzip");
        Ran.arrowShare("convert", "missing.parquet", folder.resolve("out.arrow"), "--compression", "fare=zstd")
                .wronglyUsed("columns of Arrow have one compression");
        Ran.arrowShare("convert", "missing.parquet", out, "--compression", "fare=zip")
                .wronglyUsed("no compression 'zip'");
        Ran.arrowShare("convert", trips, folder.resolve("folder"), "--partition-by=passengers", "--partitions-limit=2")
                .failed("makes more than 2 folders");
        Ran.arrowShare("convert", trips, folder.resolve("folder"), "--partition-by", "paymnt")
                .failed("no column 'paymnt' to partition by; columns are ");
        assertFalse(Files.exists(folder.resolve("folder")));
    }

    @Test
    void aFolderIsDividedByAColumnAndReadAsOneAgain() throws IOException {
        Path out = folder.resolve("by-vendor");
        Ran.arrowShare("convert", trips, out, "--partition-by", "passengers", "--row-group-rows", 500)
                .done();
        JsonNode manifest = new ObjectMapper().readTree(Files.readString(out.resolve("_manifest.json")));
        assertEquals(3000, manifest.get("rows").asLong());
        assertTrue(manifest.get("files").size() > 1, manifest::toString);
        assertTrue(Files.exists(out.resolve("_SUCCESS")));
        Path back = folder.resolve("back.parquet");
        Ran.arrowShare("convert", out.resolve("*/*.parquet"), back).done();
        assertEquals(3000, ParquetSource.open(back).rows());
        assertTrue(ParquetSource.open(back).schema().findField("passengers") != null);
        Path without = folder.resolve("without.parquet");
        Ran.arrowShare("convert", out.resolve("*/*.parquet"), without, "--ignore-partitions")
                .done();
        assertTrue(ParquetSource.open(without).schema().getFields().stream()
                .noneMatch(field -> field.getName().equals("passengers")));
    }

    @Test
    void aRunMakesAFolderOfFilesOfThatSize() throws IOException {
        Path source = folder.resolve("Same.java");
        Files.writeString(source, """
                import dev.arrowshare.batch.Batch;
                import dev.arrowshare.dataset.BatchMapper;

                record Same() implements BatchMapper {
                    public Batch map(Batch batch) {
                        return batch;
                    }
                }
                """);
        for (String workers : List.of("--threads=2", "--processes=2")) {
            Path out = folder.resolve("files" + workers);
            Ran ran = Ran.arrowShare(
                            "run",
                            "--input",
                            trips,
                            "--map",
                            source,
                            workers,
                            "--output",
                            out,
                            "--file-bytes",
                            1,
                            "--json")
                    .done();
            assertEquals(
                    3000,
                    new ObjectMapper().readTree(ran.out()).at("/files/0/rows").asLong());
            ParquetFiles files = ParquetFiles.open(List.of(out), ParquetReadOptions.read());
            assertEquals(3000, files.rows());
        }
    }

    @Test
    void filesOfDifferentColumnsAreJoinedOnRequest() throws IOException {
        Path many = Files.createDirectory(folder.resolve("many"));
        Ran.arrowShare("convert", trips, many.resolve("1.parquet"), "--columns", "trip_id,tip")
                .done();
        Ran.arrowShare("convert", trips, many.resolve("2.parquet"), "--columns", "trip_id")
                .done();
        Path out = folder.resolve("joined.parquet");
        Ran.arrowShare("convert", many.resolve("*.parquet"), out).failed("unionSchemas");
        Ran.arrowShare("convert", many.resolve("*.parquet"), out, "--union-schemas")
                .done();
        assertEquals(6000, ParquetSource.open(out).rows());
        assertEquals(2, ParquetSource.open(out).schema().getFields().size());
    }

    @Test
    void badFilesAreSkippedUpToANumberAndNamed() throws IOException {
        Path many = Files.createDirectory(folder.resolve("some-bad"));
        Files.copy(trips, many.resolve("1.parquet"));
        Files.writeString(many.resolve("2.parquet"), "garbage that is no Parquet file");
        Path out = folder.resolve("good.parquet");
        Ran.arrowShare("convert", many.resolve("*.parquet"), out).failed("2.parquet");
        String said = Ran.arrowShare("convert", many.resolve("*.parquet"), out, "--skip-bad-files", 1)
                .done()
                .out();
        assertTrue(said.contains("skipped ") && said.contains("2.parquet"), said);
        assertEquals(3000, ParquetSource.open(out).rows());
        Path filesOf3000 = folder.resolve("good-folder");
        JsonNode summary = new ObjectMapper()
                .readTree(Ran.arrowShare(
                                "convert",
                                many.resolve("*.parquet"),
                                filesOf3000,
                                "--skip-bad-files",
                                1,
                                "--file-bytes",
                                1_000_000,
                                "--where",
                                "trip_id < 0",
                                "--json")
                        .done()
                        .out());
        assertEquals(0, summary.get("rows").asLong());
        assertEquals(3000, summary.get("skipped").get("rows").asLong());
        assertEquals(1, summary.get("skipped").get("row groups").asLong());
        JsonNode bad = summary.get("skipped files").get(0);
        assertEquals(many.resolve("2.parquet").toString(), bad.get("path").asText());
        JsonNode manifest = new ObjectMapper().readTree(Files.readString(filesOf3000.resolve("_manifest.json")));
        assertEquals(bad, manifest.get("skipped").get(0));
        said = Ran.arrowShare("convert", trips, out, "--where", "trip_id < 0")
                .done()
                .out();
        assertTrue(said.contains("skipped: 3,000 rows; not read: 1 row group and 0 pages of others"), said);
        Files.writeString(many.resolve("3.parquet"), "more of it");
        Ran.arrowShare("convert", many.resolve("*.parquet"), out, "--skip-bad-files", 1)
                .failed("more bad files than the 1");
    }
}
