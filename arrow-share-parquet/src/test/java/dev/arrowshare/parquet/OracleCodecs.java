package dev.arrowshare.parquet;

import com.github.luben.zstd.Zstd;
import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lz4.Lz4HadoopStreams;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4Factory;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.brotli.dec.BrotliInputStream;
import org.xerial.snappy.Snappy;

/** Codecs for parquet-java's own reader and writer, which otherwise want Hadoop's. On arrays, sharing no code with ours. */
final class OracleCodecs implements CompressionCodecFactory {
    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName name) {
        return new Compressor(name);
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName name, int level) {
        return new Compressor(name);
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
        return new Decompressor(name);
    }

    @Override
    public void release() {}

    private record Compressor(CompressionCodecName name) implements BytesInputCompressor {
        @Override
        public BytesInput compress(BytesInput bytes) throws IOException {
            byte[] input = bytes.toInputStream().readAllBytes();
            return BytesInput.from(
                    switch (name) {
                        case UNCOMPRESSED -> input;
                        case SNAPPY -> Snappy.compress(input);
                        case GZIP -> gzip(input);
                        case ZSTD -> Zstd.compress(input, 3);
                        case LZ4_RAW ->
                            LZ4Factory.safeInstance().fastCompressor().compress(input);
                        default -> throw new IOException("no codec " + name);
                    });
        }

        private static byte[] gzip(byte[] input) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
                gzip.write(input);
            }
            return bytes.toByteArray();
        }

        @Override
        public CompressionCodecName getCodecName() {
            return name;
        }

        @Override
        public void release() {}
    }

    private record Decompressor(CompressionCodecName name) implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput bytes, int size) throws IOException {
            if (name == CompressionCodecName.UNCOMPRESSED || size == 0) {
                return bytes;
            }
            return BytesInput.from(decompressed(bytes.toInputStream().readAllBytes(), size));
        }

        private byte[] decompressed(byte[] input, int size) throws IOException {
            return switch (name) {
                case SNAPPY -> Snappy.uncompress(input);
                case GZIP -> new DataInputStream(new GZIPInputStream(new ByteArrayInputStream(input))).readNBytes(size);
                case ZSTD -> Zstd.decompress(input, size);
                case LZ4_RAW -> LZ4Factory.safeInstance().safeDecompressor().decompress(input, size);
                case LZ4 -> lz4(input, size);
                case BROTLI ->
                    new DataInputStream(new BrotliInputStream(new ByteArrayInputStream(input))).readNBytes(size);
                default -> throw new IOException("no codec " + name);
            };
        }

        /** Blocks in Hadoop's frames, or without any. */
        private static byte[] lz4(byte[] input, int size) {
            try {
                byte[] result = new Lz4HadoopStreams()
                        .createInputStream(new ByteArrayInputStream(input))
                        .readNBytes(size);
                if (result.length == size) {
                    return result;
                }
            } catch (IOException | MalformedInputException e) {
                // No frames.
            }
            return LZ4Factory.safeInstance().safeDecompressor().decompress(input, size);
        }

        @Override
        public void decompress(ByteBuffer input, int compressedSize, ByteBuffer output, int size) throws IOException {
            byte[] bytes = new byte[compressedSize];
            input.get(bytes);
            output.put(decompress(BytesInput.from(bytes), size).toInputStream().readAllBytes());
        }

        @Override
        public void release() {}
    }
}
