package dev.arrowshare.ipc.codec;

import dev.arrowshare.ipc.layout.Refused;
import dev.arrowshare.memory.Memory;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/**
 * LZ4 frames, as in the LZ4 frame format description 1.6: a header, blocks of at most 4 MiB, an end mark. Written with independent
 * blocks and without checksums of the content; read in every form but with preset dictionaries.
 *
 * <p>lz4-java has blocks and checksums on native memory, but frames only as streams of byte arrays; arrow-compression's are a
 * thousand times slower than this.
 */
final class Lz4Frame implements BufferCodec {
    static final Lz4Frame INSTANCE = new Lz4Frame();

    private static final int MAGIC = 0x184D2204;
    private static final int VERSION_BITS = 0x40;
    private static final int INDEPENDENT_BIT = 0x20;
    private static final int BLOCK_CHECKSUM_BIT = 0x10;
    private static final int CONTENT_SIZE_BIT = 0x08;
    private static final int CONTENT_CHECKSUM_BIT = 0x04;
    private static final int RESERVED_BIT = 0x02;
    private static final int DICTIONARY_BIT = 0x01;
    private static final int BLOCK_4_MIB = 7;
    private static final int BLOCK_BYTES = 4 << 20;
    private static final int STORED_BIT = 1 << 31;
    private static final int HEADER_BYTES = 7;
    private static final int LZ4_MOST_RATIO = 255;

    private static final LZ4Compressor COMPRESSOR = LZ4Factory.fastestInstance().fastCompressor();
    private static final XXHash32 XXH32 = XXHashFactory.fastestInstance().hash32();

    private Lz4Frame() {}

    @Override
    public long bound(long bytes) {
        long blocks = bytes / BLOCK_BYTES + 1;
        return HEADER_BYTES + blocks * (Integer.BYTES + COMPRESSOR.maxCompressedLength(BLOCK_BYTES)) + Integer.BYTES;
    }

    @Override
    public long compress(long from, long bytes, long to) {
        long out = to;
        Memory.putInt(out, MAGIC);
        Memory.putByte(out + 4, (byte) (VERSION_BITS | INDEPENDENT_BIT));
        Memory.putByte(out + 5, (byte) (BLOCK_4_MIB << 4));
        Memory.putByte(out + 6, headerChecksum(out + 4, 2));
        out += HEADER_BYTES;
        for (long at = 0; at < bytes; at += BLOCK_BYTES) {
            out = compressBlock(from + at, (int) Math.min(BLOCK_BYTES, bytes - at), out);
        }
        Memory.putInt(out, 0);
        return out + Integer.BYTES - to;
    }

    private static long compressBlock(long from, int bytes, long to) {
        int most = COMPRESSOR.maxCompressedLength(bytes);
        long data = to + Integer.BYTES;
        int compressed = COMPRESSOR.compress(Memory.buffer(from, bytes), 0, bytes, Memory.buffer(data, most), 0, most);
        if (compressed < bytes) {
            Memory.putInt(to, compressed);
            return data + compressed;
        }
        Memory.putInt(to, bytes | STORED_BIT);
        Memory.copy(from, data, bytes);
        return data + bytes;
    }

    private static byte headerChecksum(long address, int bytes) {
        return (byte) (XXH32.hash(Memory.buffer(address, bytes), 0, bytes, 0) >>> 8);
    }

    @Override
    public long mostFrom(long compressedBytes) {
        return Math.multiplyExact(compressedBytes, LZ4_MOST_RATIO);
    }

    @Override
    public void decompress(long from, long compressedBytes, long to, long bytes) {
        new Reader(from, from + compressedBytes, to, to + bytes).frame();
    }

    /** One frame being read. */
    private static final class Reader {
        private final long end;
        private final long start;
        private final long limit;
        private long in;
        private long out;
        private boolean blockChecksums;
        private boolean contentChecksum;
        private long largestBlock;

        Reader(long in, long end, long out, long limit) {
            this.in = in;
            this.end = end;
            this.start = out;
            this.out = out;
            this.limit = limit;
        }

        void frame() {
            header();
            for (int size = nextInt(); size != 0; size = nextInt()) {
                block(size & ~STORED_BIT, size < 0);
            }
            if (out != limit) {
                throw corrupt("holds " + (out - start) + " bytes, declared are " + (limit - start));
            }
            if (contentChecksum && nextInt() != checksum(start, limit - start)) {
                throw corrupt("fails its content checksum");
            }
        }

        private void header() {
            if (nextInt() != MAGIC) {
                throw corrupt("has no magic number");
            }
            long descriptor = in;
            int flags = nextByte();
            int sizes = nextByte();
            if ((flags & 0xC0) != VERSION_BITS || (flags & RESERVED_BIT) != 0 || (flags & DICTIONARY_BIT) != 0) {
                throw corrupt("has flags " + flags + "; version 1 without a dictionary is supported");
            }
            blockChecksums = (flags & BLOCK_CHECKSUM_BIT) != 0;
            contentChecksum = (flags & CONTENT_CHECKSUM_BIT) != 0;
            int code = sizes >>> 4;
            if (code < 4 || code > BLOCK_4_MIB) {
                throw corrupt("has block size code " + code + "; allowed are 4 to 7");
            }
            largestBlock = 1L << (8 + 2 * code);
            if ((flags & CONTENT_SIZE_BIT) != 0 && nextLong() != limit - start) {
                throw corrupt("declares another content size than its buffer");
            }
            int length = (int) (in - descriptor);
            if ((byte) nextByte() != headerChecksum(descriptor, length)) {
                throw corrupt("fails its header checksum");
            }
        }

        private void block(long size, boolean stored) {
            long data = take(size);
            if (stored) {
                copyStored(data, size);
            } else {
                long most = Math.min(limit, out + largestBlock);
                out = Lz4Block.decompress(data, data + size, start, out, most);
            }
            if (blockChecksums && nextInt() != checksum(data, size)) {
                throw corrupt("fails a block checksum");
            }
        }

        private void copyStored(long data, long size) {
            if (size > limit - out) {
                throw corrupt("holds more than the " + (limit - start) + " bytes declared");
            }
            Memory.copy(data, out, size);
            out += size;
        }

        private static int checksum(long address, long bytes) {
            ByteBuffer view = Memory.buffer(address, Math.toIntExact(bytes));
            return XXH32.hash(view, 0, view.capacity(), 0);
        }

        private int nextInt() {
            return Memory.getInt(take(Integer.BYTES));
        }

        private long nextLong() {
            return Memory.getLong(take(Long.BYTES));
        }

        private int nextByte() {
            return Byte.toUnsignedInt(Memory.getByte(take(1)));
        }

        private long take(long bytes) {
            if (bytes > end - in) {
                throw corrupt("ends early");
            }
            long at = in;
            in += bytes;
            return at;
        }

        private static Refused corrupt(String what) {
            return Refused.corrupt("an LZ4 frame " + what);
        }
    }
}
