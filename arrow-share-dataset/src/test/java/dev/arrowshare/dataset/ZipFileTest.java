package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.MissingKeyException;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.parquet.Decryption;
import dev.arrowshare.parquet.Encryption;
import dev.arrowshare.parquet.ParquetReadOptions;
import dev.arrowshare.parquet.ParquetSink;
import dev.arrowshare.parquet.ParquetWriteOptions;
import dev.arrowshare.testing.ArrowTypes;
import dev.arrowshare.testing.Nulls;
import dev.arrowshare.testing.RandomBatches;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Parquet within a zip file, encrypted or not; Arrow files are mapped, so that they cannot be there. */
@Timeout(60)
class ZipFileTest {
    private static final byte[] KEY = "0123456789abcdef".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private FileSystem zip() throws IOException {
        return FileSystems.newFileSystem(folder.resolve("data.zip"), Map.of("create", "true"));
    }

    private static void write(Path file, ParquetWriteOptions options) {
        try (BufferAllocator allocator = Allocators.child("zip");
                Batch batch = RandomBatches.of(ArrowTypes.named("int64"), 1000, Nulls.SOME, 2, allocator);
                ParquetSink sink = ParquetSink.create(file, batch.schema(), options)) {
            sink.append(batch);
            sink.commit();
        }
    }

    @Test
    void parquetIsSharedOutOfAZipFileAndWrittenIntoOne() throws IOException {
        try (FileSystem zip = zip()) {
            write(zip.getPath("/in.parquet"), ParquetWriteOptions.defaults());
            Path out = zip.getPath("/out.parquet");
            try (SharedDataset shared = SharedDataset.fromParquet(zip.getPath("/in.parquet"))) {
                assertEquals(1000, shared.writeParquet(out).rows().out());
            }
            try (SharedDataset written = SharedDataset.fromParquet(out)) {
                assertEquals(1000, written.rows());
            }
        }
    }

    @Test
    void anArrowFileInAZipFileIsRefused() throws IOException {
        try (FileSystem zip = zip()) {
            Path arrow = zip.getPath("/rows.arrow");
            ArrowShareException refusal = assertThrows(ArrowShareException.class, () -> SharedDataset.open(arrow));
            assertEquals(
                    "/rows.arrow: is in the file system jar, and an Arrow file is mapped, for which it has to be a local"
                            + " file: copy it",
                    refusal.getMessage());
        }
    }

    @Test
    void anEncryptedFileIsSharedWithItsKeysAlone() {
        Path file = folder.resolve("secret.parquet");
        write(file, ParquetWriteOptions.defaults().encryption(Encryption.footerKey(KEY)));
        assertThrows(MissingKeyException.class, () -> SharedDataset.fromParquet(file));
        ParquetReadOptions read =
                ParquetReadOptions.read().decryption(Decryption.none().footerKey(KEY));
        try (SharedDataset shared = SharedDataset.fromParquet(file, read)) {
            assertEquals(1000, shared.pipeline().count());
        }
    }
}
