package dev.arrowshare.parquet.page;

import dev.arrowshare.memory.Memory;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Gzip (RFC 1952), any number of members one after the other, through java.util.zip. */
final class GzipCodec implements Codec {
    private static final int HEADER_BYTES = 10;
    private static final int TRAILER_BYTES = 8;
    private static final int MAGIC = 0x8b1f;
    private static final int DEFLATE = 8;
    private static final int HAS_HEADER_CRC = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;

    private final int level;

    GzipCodec(int level) {
        this.level = level;
    }

    @Override
    public int decompress(long source, int bytes, long target, int capacity) {
        ByteBuffer in = Memory.buffer(source, bytes);
        ByteBuffer out = Memory.buffer(target, capacity);
        Inflater inflater = new Inflater(true);
        try {
            do {
                skipHeader(in);
                member(inflater, in, out);
                inflater.reset();
            } while (in.hasRemaining());
            return out.position();
        } catch (DataFormatException e) {
            throw new MalformedPageException("gzip: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }

    private static void member(Inflater inflater, ByteBuffer in, ByteBuffer out) throws DataFormatException {
        int begin = out.position();
        inflater.setInput(in);
        while (!inflater.finished()) {
            int inflated = inflater.inflate(out);
            if (inflated == 0 && !inflater.finished()) {
                throw new MalformedPageException(
                        out.hasRemaining()
                                ? "gzip data ends early"
                                : "gzip data is longer than " + out.capacity() + " bytes");
            }
        }
        require(in, TRAILER_BYTES, "trailer");
        CRC32 crc = new CRC32();
        crc.update(out.duplicate().flip().position(begin));
        if (in.getInt() != (int) crc.getValue() || in.getInt() != out.position() - begin) {
            throw new MalformedPageException("gzip checksum or length does not match the data");
        }
    }

    private static void skipHeader(ByteBuffer in) {
        require(in, HEADER_BYTES, "header");
        int begin = in.position();
        if ((in.getShort(begin) & 0xffff) != MAGIC || in.get(begin + 2) != DEFLATE) {
            throw new MalformedPageException("no gzip header");
        }
        int flags = in.get(begin + 3);
        in.position(begin + HEADER_BYTES);
        if ((flags & HAS_EXTRA) != 0) {
            require(in, 2, "header");
            skip(in, in.getShort() & 0xffff);
        }
        if ((flags & HAS_NAME) != 0) {
            skipText(in);
        }
        if ((flags & HAS_COMMENT) != 0) {
            skipText(in);
        }
        if ((flags & HAS_HEADER_CRC) != 0) {
            skip(in, 2);
        }
    }

    private static void skip(ByteBuffer in, int bytes) {
        require(in, bytes, "header");
        in.position(in.position() + bytes);
    }

    private static void skipText(ByteBuffer in) {
        do {
            require(in, 1, "header");
        } while (in.get() != 0);
    }

    private static void require(ByteBuffer in, int bytes, String part) {
        if (in.remaining() < bytes) {
            throw new MalformedPageException("gzip data ends inside its " + part);
        }
    }

    @Override
    public int compress(long source, int bytes, long target, int capacity) {
        ByteBuffer in = Memory.buffer(source, bytes);
        ByteBuffer out = Memory.buffer(target, capacity);
        out.putShort((short) MAGIC)
                .put((byte) DEFLATE)
                .putInt(0)
                .put((byte) 0)
                .put((byte) 0)
                .put((byte) 0xff);
        Deflater deflater = new Deflater(level, true);
        try {
            CRC32 crc = new CRC32();
            crc.update(in.duplicate());
            deflater.setInput(in);
            deflater.finish();
            deflater.deflate(out);
            if (!deflater.finished()) {
                throw new IllegalArgumentException("room for " + capacity + " bytes is too small for gzip of " + bytes);
            }
            out.putInt((int) crc.getValue()).putInt(bytes);
            return out.position();
        } finally {
            deflater.end();
        }
    }

    @Override
    public int maxCompressedBytes(int bytes) {
        return Math.toIntExact(bytes + bytes / 1000L + 64 + HEADER_BYTES + TRAILER_BYTES);
    }

    /** Deflate's best is 258 bytes in two bits. */
    @Override
    public long maxDecompressedBytes(int bytes) {
        return 1032L * bytes;
    }
}
