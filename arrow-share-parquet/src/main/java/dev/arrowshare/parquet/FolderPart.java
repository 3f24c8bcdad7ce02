package dev.arrowshare.parquet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The files of one folder of a {@link ParquetFolder}, one after the other. */
final class FolderPart implements AutoCloseable {
    private final Path root;
    private final String folder;
    private final RowGroupEncoder encoder;
    private final ParquetWriteOptions options;
    private final FolderLayout layout;
    private final FolderManifest manifest;
    private @Nullable ParquetSink sink;
    private int files;

    FolderPart(
            Path root,
            String folder,
            RowGroupEncoder encoder,
            ParquetWriteOptions options,
            FolderLayout layout,
            FolderManifest manifest) {
        this.root = root;
        this.folder = folder;
        this.encoder = encoder;
        this.options = options;
        this.layout = layout;
        this.manifest = manifest;
    }

    void append(EncodedRowGroup group) throws IOException {
        begin().append(group);
        endWhenLarge();
    }

    /** The file that is being written. */
    ParquetSink begin() throws IOException {
        ParquetSink open = sink;
        if (open == null) {
            Path file = root.resolve(name());
            Files.createDirectories(file.getParent());
            open = ParquetSink.sharing(encoder, file, options);
            sink = open;
        }
        return open;
    }

    private String name() {
        return (folder.isEmpty() ? "" : folder + "/") + String.format(Locale.ROOT, "part-%05d.parquet", files);
    }

    private void endWhenLarge() throws IOException {
        if (sink != null && sink.bytes() >= layout.fileBytes()) {
            commit();
        }
    }

    /** Completes the file, if there is one. */
    void commit() throws IOException {
        if (sink != null) {
            sink.commit();
            sink.close();
            manifest.add(name(), sink.rows(), root.resolve(name()));
            sink = null;
            files++;
        }
    }

    @Override
    public void close() {
        if (sink != null) {
            sink.close();
        }
    }
}
