package dev.arrowshare.cli;

import dev.arrowshare.ipc.ArrowWriteOptions;
import dev.arrowshare.parquet.Compression;
import dev.arrowshare.parquet.ParquetWriteOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --compression}, for each kind of output. */
final class OutputCompression {
    @Option(
            names = "--compression",
            paramLabel = "CODEC",
            description = {
                "For Parquet: snappy (the default), zstd, gzip, lz4 or none; with a level as in zstd:3.",
                "For Arrow: none (the default), lz4 or zstd; compressed columns cannot be shared without a copy."
            })
    private @Nullable String codec;

    ParquetWriteOptions forParquet() {
        ParquetWriteOptions defaults = ParquetWriteOptions.defaults();
        return codec == null ? defaults : defaults.compression(Compression.named(codec));
    }

    ArrowWriteOptions forArrow() {
        return ArrowWriteOptions.defaults()
                .compression(codec == null ? dev.arrowshare.ipc.Compression.NONE : named(codec));
    }

    private static dev.arrowshare.ipc.Compression named(String codec) {
        return switch (codec) {
            case "none", "uncompressed" -> dev.arrowshare.ipc.Compression.NONE;
            case "lz4", "lz4_frame" -> dev.arrowshare.ipc.Compression.LZ4_FRAME;
            case "zstd" -> dev.arrowshare.ipc.Compression.ZSTD;
            default ->
                throw new IllegalArgumentException(
                        "no compression '" + codec + "' for Arrow; compressions are none, lz4, zstd");
        };
    }

    /** Fails now for a codec that this output does not have. */
    void requireFor(FileKind kind) {
        if (kind == FileKind.PARQUET) {
            forParquet();
        } else {
            forArrow();
        }
    }
}
