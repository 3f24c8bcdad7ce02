package dev.arrowshare.parquet;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import net.jpountz.lz4.LZ4Factory;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/** Decompression for parquet-java by the libraries' simplest calls, since its own codecs need a Hadoop installation. */
final class LibraryCodecs implements CompressionCodecFactory {
    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        throw new UnsupportedOperationException("tests read with parquet-java, they do not write");
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return new Decompressor(codec);
    }

    @Override
    public void release() {}

    private record Decompressor(CompressionCodecName codec) implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput bytes, int decompressedBytes) throws IOException {
            return BytesInput.from(decompress(bytes.toInputStream().readAllBytes(), decompressedBytes));
        }

        private byte[] decompress(byte[] bytes, int decompressedBytes) throws IOException {
            return switch (codec) {
                case UNCOMPRESSED -> bytes;
                case SNAPPY -> Snappy.uncompress(bytes);
                case ZSTD -> Zstd.decompress(bytes, decompressedBytes);
                case GZIP -> new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
                case LZ4_RAW -> LZ4Factory.safeInstance().fastDecompressor().decompress(bytes, decompressedBytes);
                default -> throw new UnsupportedOperationException("no decompressor for " + codec);
            };
        }

        @Override
        public void decompress(ByteBuffer input, int compressedBytes, ByteBuffer output, int decompressedBytes)
                throws IOException {
            byte[] bytes = new byte[compressedBytes];
            input.get(bytes);
            output.put(decompress(bytes, decompressedBytes));
        }

        @Override
        public void release() {}
    }
}
