package dev.arrowshare.cli;

import dev.arrowshare.parquet.Decryption;
import dev.arrowshare.parquet.ParquetReadOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What opens encrypted Parquet files. */
final class InputKeys {
    @Option(
            names = "--keys",
            paramLabel = "FILE",
            description =
                    "The keys of encrypted Parquet files, a line each: footer = KEY, column.NAME = KEY, id.ID = KEY;"
                            + " keys in Base64 or hexadecimal. Only its owner may be able to read the file (chmod 600).")
    private @Nullable Path keys;

    @Option(names = "--allow-plain-files", description = "With --keys: read files that are not encrypted, too.")
    private boolean allowPlainFiles;

    private @Nullable KeyFile opened;

    /** The options with the keys, which are read once. */
    ParquetReadOptions with(ParquetReadOptions options) {
        if (keys == null) {
            if (allowPlainFiles) {
                throw new IllegalArgumentException(
                        "--allow-plain-files goes with --keys; without keys all files are plain");
            }
            return options;
        }
        opened = opened == null ? KeyFile.read(keys) : opened;
        Decryption decryption = opened.decryption();
        return options.decryption(allowPlainFiles ? decryption.allowPlainFiles() : decryption);
    }

    /** Fails for an input that is not Parquet. */
    void refuseFor(Path arrow) {
        if (keys != null || allowPlainFiles) {
            throw new IllegalArgumentException("--keys is for Parquet; " + arrow + " is Arrow, which is not encrypted");
        }
    }
}
