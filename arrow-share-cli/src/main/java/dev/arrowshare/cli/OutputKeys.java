package dev.arrowshare.cli;

import dev.arrowshare.parquet.Encryption;
import dev.arrowshare.parquet.ParquetWriteOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How Parquet is encrypted that is written. */
final class OutputKeys {
    @Option(
            names = "--output-keys",
            paramLabel = "FILE",
            description = "Encrypt the Parquet that is made with these keys, in a file as for --keys;"
                    + " column.NAME = plain leaves a column as it is. Without this option the output is plain.")
    private @Nullable Path keys;

    @Option(
            names = "--plain-footer",
            description = "With --output-keys: sign the footer and let everybody read it, and columns that are plain.")
    private boolean plainFooter;

    @Option(
            names = "--encryption",
            paramLabel = "ALGORITHM",
            description =
                    "With --output-keys: aes_gcm_v1 (the default), or aes_gcm_ctr_v1, which does not notice changes of pages.")
    private Encryption.@Nullable Algorithm algorithm;

    private @Nullable KeyFile opened;

    /** The options with the keys, which are read once. */
    ParquetWriteOptions with(ParquetWriteOptions options) {
        if (keys == null) {
            if (isSaid()) {
                throw new IllegalArgumentException("--plain-footer and --encryption go with --output-keys");
            }
            return options;
        }
        opened = opened == null ? KeyFile.read(keys) : opened;
        Encryption encryption = opened.encryption();
        encryption = plainFooter ? encryption.plainFooter() : encryption;
        return options.encryption(algorithm == null ? encryption : encryption.algorithm(algorithm));
    }

    boolean isSaid() {
        return keys != null || plainFooter || algorithm != null;
    }
}
