package dev.arrowshare.cli;

import dev.arrowshare.ipc.ArrowWriteOptions;
import dev.arrowshare.parquet.Compression;
import dev.arrowshare.parquet.ParquetWriteOptions;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --compression}, for each kind of output. */
final class OutputCompression {
    @Option(
            names = "--compression",
            paramLabel = "[NAME=]CODEC",
            description = {
                "For Parquet: snappy (the default), zstd, gzip, lz4 or none; with a level as in zstd:3. Also of one"
                        + " column, as often as wanted: --compression zstd --compression fare=zstd:9.",
                "For Arrow: none (the default), lz4 or zstd; compressed columns cannot be shared without a copy."
            })
    private List<String> codecs = List.of();

    ParquetWriteOptions forParquet() {
        requireOneOfAll();
        ParquetWriteOptions options = ParquetWriteOptions.defaults();
        for (String given : codecs) {
            int equals = given.lastIndexOf('=');
            Compression compression = Compression.named(given.substring(equals + 1));
            options = equals < 0
                    ? options.compression(compression)
                    : options.compression(given.substring(0, equals), compression);
        }
        return options;
    }

    private void requireOneOfAll() {
        List<String> ofAll =
                codecs.stream().filter(given -> given.indexOf('=') < 0).toList();
        if (ofAll.size() > 1) {
            throw new IllegalArgumentException("--compression " + ofAll.get(0) + " and " + ofAll.get(1)
                    + " are both for all columns; for one it is NAME=" + ofAll.get(1));
        }
    }

    ArrowWriteOptions forArrow() {
        requireOneOfAll();
        dev.arrowshare.ipc.Compression compression = dev.arrowshare.ipc.Compression.NONE;
        for (String given : codecs) {
            compression = named(given);
        }
        return ArrowWriteOptions.defaults().compression(compression);
    }

    private static dev.arrowshare.ipc.Compression named(String codec) {
        if (codec.indexOf('=') >= 0) {
            throw new IllegalArgumentException(
                    "--compression " + codec + ": columns of Arrow have one compression, those of Parquet their own");
        }
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
