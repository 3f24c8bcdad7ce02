package dev.arrowshare.dataset.share;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.ipc.ArrowFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an Arrow file's footer says of the Parquet files that it was made of. */
final class SourceRecord {
    private static final String SOURCE = "arrowshare.source";
    private static final String READ = "arrowshare.read";

    private SourceRecord() {}

    static Map<String, String> of(ParquetInputs inputs) {
        return Map.of(SOURCE, inputs.identity(), READ, inputs.choice());
    }

    /** Which files an Arrow file with that metadata was made of, and what was read of them; nothing if that is not noted. */
    static Optional<String> identity(Map<String, String> metadata) {
        String source = metadata.get(SOURCE);
        return source == null ? Optional.empty() : Optional.of(source + " " + metadata.get(READ));
    }

    /** The Arrow file, if it is there, whole, and made of those inputs as they are now. */
    static @Nullable ArrowFile findMadeOf(ParquetInputs inputs, Path path) {
        if (!Files.exists(path)) {
            return null;
        }
        ArrowFile file;
        try {
            file = ArrowFile.open(path);
        } catch (ArrowShareException e) {
            return null;
        }
        if (file.metadata().entrySet().containsAll(of(inputs).entrySet())) {
            return file;
        }
        file.close();
        return null;
    }
}
