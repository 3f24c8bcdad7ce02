package dev.arrowshare.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.CorruptFileException;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.parquet.FolderVerification.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.IntVector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderVerificationTest {
    private static final int ROWS = 300;

    @TempDir
    Path temp;

    private Path folder;
    private Path first;
    private Path second;
    private Path manifest;

    /** Three files of 100 rows. */
    @BeforeEach
    void write() {
        folder = temp.resolve("trips");
        first = folder.resolve("part=0/part-00000.parquet");
        second = folder.resolve("part=1/part-00000.parquet");
        manifest = folder.resolve("_manifest.json");
        try (BufferAllocator allocator = Allocators.child("test");
                Batch batch = batch(allocator);
                ParquetFolder writer = ParquetFolder.create(
                        folder,
                        batch.schema(),
                        ParquetWriteOptions.defaults(),
                        FolderLayout.files().partitionBy("part"))) {
            writer.append(batch);
            writer.commit();
        }
    }

    private static Batch batch(BufferAllocator allocator) {
        IntVector part = new IntVector("part", allocator);
        IntVector number = new IntVector("number", allocator);
        part.allocateNew(ROWS);
        number.allocateNew(ROWS);
        for (int i = 0; i < ROWS; i++) {
            part.set(i, i % 3);
            number.set(i, i);
        }
        part.setValueCount(ROWS);
        number.setValueCount(ROWS);
        return Batch.of(ROWS, part, number);
    }

    private FolderVerification.Damage onlyDamage() {
        List<FolderVerification.Damage> damages = FolderVerification.of(folder).damages();
        assertEquals(1, damages.size(), damages::toString);
        return damages.get(0);
    }

    private void assertDamage(Path file, Kind kind, String what) {
        FolderVerification.Damage damage = onlyDamage();
        assertEquals(new FolderVerification.Damage(file, kind, what), damage);
        assertEquals(file + ": " + what, damage.toString());
    }

    private void replaceInManifest(String text, String other) throws IOException {
        String all = Files.readString(manifest);
        assertTrue(all.contains(text), all);
        Files.writeString(manifest, all.replace(text, other));
    }

    @Test
    void aFolderIsAsItWasWritten() {
        FolderVerification verified = FolderVerification.of(folder);

        verified.requireAsWritten();
        assertTrue(verified.isAsWritten());
        assertEquals(3, verified.files().size());
        assertEquals(ROWS, verified.rows());
    }

    @Test
    void whatOtherProgramsKeepForThemselvesIsPassedOver() throws IOException {
        Files.writeString(first.resolveSibling(".part-00000.parquet.crc"), "of Hadoop");
        Files.createDirectory(folder.resolve("_delta_log"));
        Files.writeString(folder.resolve("_delta_log").resolve("0.json"), "{}");

        FolderVerification.of(folder).requireAsWritten();
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        Files.delete(second);
        assertDamage(second, Kind.MISSING, "missing");
    }

    @Test
    void aMissingMarkIsNamed() throws IOException {
        Files.delete(folder.resolve("_SUCCESS"));
        assertDamage(folder.resolve("_SUCCESS"), Kind.MISSING, "missing");
    }

    @Test
    void aFileThatNobodyWroteIsNamed() throws IOException {
        Path extra = Files.copy(first, first.resolveSibling("part-00001.parquet"));
        assertDamage(extra, Kind.EXTRA, "not in the manifest");
    }

    @Test
    void aFileOfAnotherSizeIsNamed() throws IOException {
        byte[] bytes = Files.readAllBytes(first);
        Files.write(first, java.util.Arrays.copyOf(bytes, 100));
        assertDamage(first, Kind.SIZE, "100 bytes, the manifest says " + bytes.length);
    }

    @Test
    void aFlippedBitIsNamed() throws IOException {
        byte[] bytes = Files.readAllBytes(first);
        bytes[bytes.length / 2] ^= 4;
        Files.write(first, bytes);

        assertEquals(first, onlyDamage().file());
        assertEquals(Kind.CONTENT, onlyDamage().kind());
        assertTrue(onlyDamage().what().startsWith("its SHA-256 is "));
    }

    @Test
    void aWrongNumberOfRowsIsNamedAndSoAreTheWrongSums() throws IOException {
        replaceInManifest(
                "\"path\": \"part=0/part-00000.parquet\", \"rows\": 100",
                "\"path\": \"part=0/part-00000.parquet\", \"rows\": 101");

        FolderVerification verified = FolderVerification.of(folder);

        assertEquals(
                List.of(Kind.MANIFEST, Kind.ROWS),
                verified.damages().stream().map(FolderVerification.Damage::kind).toList());
        assertEquals(
                first + ": 100 rows, the manifest says 101",
                verified.damages().get(1).toString());
    }

    @Test
    void allThatIsWrongIsNamedTogether() throws IOException {
        Files.delete(first);
        Files.writeString(second, "short");
        FolderVerification verified = FolderVerification.of(folder);

        assertFalse(verified.isAsWritten());
        String message = assertThrows(CorruptFileException.class, verified::requireAsWritten)
                .getMessage();
        assertTrue(
                message.startsWith(
                        folder + " is not as it was written\n" + first + ": missing\n" + second + ": 5 bytes"),
                message);
    }

    @Test
    void aFolderWithoutAManifestIsRefused() throws IOException {
        Files.delete(manifest);
        String message = assertThrows(ArrowShareException.class, () -> FolderVerification.of(folder))
                .getMessage();
        assertTrue(message.startsWith(folder + " is no folder with a _manifest.json"), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "null",
                "{\"rows\": 1, \"bytes\": 2, \"files\": {}}",
                "{\"rows\": \"x\", \"bytes\": 2, \"files\": []}",
                "{\"rows\": 1, \"bytes\": 2, \"files\": [{\"path\": \"a\"}]}",
                "{\"rows\": 1, \"bytes\": 2, \"files\": [{\"path\": \"../a\", \"rows\": 1, \"bytes\": 2, \"sha256\": \"\"}]}",
                "{\"rows\": 1, \"bytes\": 2, \"files\": [{\"path\": \"/etc/passwd\", \"rows\": 1, \"bytes\": 2, \"sha256\": \"\"}]}",
                "{\"rows\": 1, \"bytes\": 2, \"files\": [{\"path\": \"\\u0000\", \"rows\": 1, \"bytes\": 2, \"sha256\": \"\"}]}"
            })
    void aDamagedManifestIsRefused(String text) throws IOException {
        Files.writeString(manifest, text);
        String message = assertThrows(CorruptFileException.class, () -> FolderVerification.of(folder))
                .getMessage();
        assertTrue(message.startsWith(manifest + ": no manifest: "), message);
    }
}
