package dev.arrowshare.parquet.encode;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.memory.Xxh64;
import dev.arrowshare.parquet.ColumnOptions.BloomFilterSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.parquet.format.BloomFilterAlgorithm;
import org.apache.parquet.format.BloomFilterCompression;
import org.apache.parquet.format.BloomFilterHash;
import org.apache.parquet.format.BloomFilterHeader;
import org.apache.parquet.format.SplitBlockAlgorithm;
import org.apache.parquet.format.Uncompressed;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.XxHash;

/** A split block bloom filter (parquet-format, BloomFilter): in the one block of 32 bytes that a value has, a bit in each of 8 words. */
final class BloomFilter {
    private static final int BLOCK_BYTES = 32;
    private static final int MOST_BYTES = 128 << 20;
    private static final int[] SALT = {
        0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31
    };

    private final GrowingBuffer target;
    private final long blocks;
    private final int headerBytes;

    /** @param target empty; filled with the filter behind its header */
    BloomFilter(BloomFilterSize size, GrowingBuffer target) {
        this.target = target;
        int bytes = bytes(size);
        byte[] header = header(bytes);
        target.append(header, header.length);
        long bits = target.reserve(bytes);
        Memory.fill(bits, bytes, (byte) 0);
        target.endAt(bits + bytes);
        this.blocks = bytes / BLOCK_BYTES;
        this.headerBytes = header.length;
    }

    /** A power of two, as other writers choose, that is at least as large as the size that the format recommends. */
    private static int bytes(BloomFilterSize size) {
        double bits = -8 * size.distinctValues() / Math.log(1 - Math.pow(size.falsePositives(), 1.0 / 8));
        long bytes = (long) Math.min(MOST_BYTES, Math.max(BLOCK_BYTES, Math.ceil(bits / 8)));
        return (int) Math.max(BLOCK_BYTES, Long.highestOneBit(2 * bytes - 1));
    }

    private static byte[] header(int bytes) {
        BloomFilterHeader header = new BloomFilterHeader(
                bytes,
                BloomFilterAlgorithm.BLOCK(new SplitBlockAlgorithm()),
                BloomFilterHash.XXHASH(new XxHash()),
                BloomFilterCompression.UNCOMPRESSED(new Uncompressed()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            Util.writeBloomFilterHeader(header, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Adds PLAIN values of that width, or of any length where it is 0. */
    void add(GrowingBuffer plain, int count, int width) {
        long at = plain.address();
        for (int i = 0; i < count; i++) {
            int length = width > 0 ? width : Memory.getInt(at);
            long value = width > 0 ? at : at + 4;
            add(Xxh64.of(value, length));
            at = value + length;
        }
    }

    private void add(long hash) {
        long block = ((hash >>> 32) * blocks) >>> 32;
        long at = target.address() + headerBytes + block * BLOCK_BYTES;
        for (int salt : SALT) {
            Memory.putInt(at, Memory.getInt(at) | 1 << (((int) hash * salt) >>> 27));
            at += 4;
        }
    }
}
