package dev.arrowshare.parquet.page;

import dev.arrowshare.parquet.Compression;

/** The codec of each {@link Compression}. */
public final class Codecs {
    private Codecs() {}

    /** The codec, at the compression's level. */
    public static Codec of(Compression compression) {
        return switch (compression.codec()) {
            case UNCOMPRESSED -> new UncompressedCodec();
            case SNAPPY -> new SnappyCodec();
            case GZIP -> new GzipCodec(compression.level());
            case ZSTD -> new ZstdCodec(compression.level());
            case LZ4_RAW -> new Lz4RawCodec();
        };
    }
}
