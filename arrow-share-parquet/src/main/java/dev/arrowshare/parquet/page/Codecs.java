package dev.arrowshare.parquet.page;

import dev.arrowshare.error.UnsupportedFeatureException;
import dev.arrowshare.parquet.Compression;
import org.apache.parquet.format.CompressionCodec;

/** The codec of each compression. Each is a class of its own, so that a library that is missing matters to its codec only. */
public final class Codecs {
    private static final String LZ4 = "net.jpountz.lz4.LZ4Factory";
    private static final String ZSTD = "com.github.luben.zstd.Zstd";
    private static final String BROTLI = "org.brotli.dec.BrotliInputStream";

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

    /** What reads pages of that compression. */
    static Decompressor reading(CompressionCodec codec) {
        return switch (codec) {
            case UNCOMPRESSED -> of(Compression.UNCOMPRESSED);
            case SNAPPY -> of(Compression.SNAPPY);
            case GZIP -> of(Compression.GZIP);
            case ZSTD -> {
                require(codec, ZSTD, "com.github.luben:zstd-jni");
                yield of(Compression.ZSTD);
            }
            case LZ4_RAW -> {
                require(codec, LZ4, "at.yawk.lz4:lz4-java");
                yield of(Compression.LZ4_RAW);
            }
            case LZ4 -> {
                require(codec, LZ4, "at.yawk.lz4:lz4-java");
                yield new HadoopLz4Decompressor();
            }
            case BROTLI -> {
                require(codec, BROTLI, "org.brotli:dec:0.1.2");
                yield new BrotliDecompressor();
            }
            case LZO -> throw new UnsupportedFeatureException("its compression LZO is not supported");
        };
    }

    /** Refuses a compression whose library is not there. */
    static void require(CompressionCodec codec, String className, String artifact) {
        try {
            Class.forName(className, false, Codecs.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new UnsupportedFeatureException(
                    "its compression " + codec + " needs a library: add " + artifact + " to the class path", e);
        }
    }
}
