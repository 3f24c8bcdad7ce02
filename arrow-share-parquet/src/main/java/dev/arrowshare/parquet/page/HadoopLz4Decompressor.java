package dev.arrowshare.parquet.page;

import dev.arrowshare.memory.Memory;

/**
 * The deprecated codec LZ4: blocks in the frames of Hadoop's BlockCompressorStream, which are a big-endian length of what follows
 * decompressed, and then, until there is so much, a length and a block each. Some writers left the frames out.
 */
final class HadoopLz4Decompressor implements Decompressor {
    private static final int NOT_FRAMED = -1;

    private final Lz4RawCodec blocks = new Lz4RawCodec();

    @Override
    public int decompress(long source, int bytes, long target, int capacity) {
        int framed = framed(source, bytes, target, capacity);
        return framed == NOT_FRAMED ? blocks.decompress(source, bytes, target, capacity) : framed;
    }

    private int framed(long source, int bytes, long target, int capacity) {
        long at = source;
        long end = source + bytes;
        int done = 0;
        while (at < end) {
            int wanted = length(at, end, capacity - done);
            at += Integer.BYTES;
            int frameEnd = done + wanted;
            while (wanted != NOT_FRAMED && done < frameEnd) {
                int block = length(at, end, end - at - Integer.BYTES);
                at += Integer.BYTES;
                int more = block == NOT_FRAMED ? NOT_FRAMED : block(at, block, target + done, frameEnd - done);
                if (more <= 0) {
                    return NOT_FRAMED;
                }
                at += block;
                done += more;
            }
            if (wanted == NOT_FRAMED) {
                return NOT_FRAMED;
            }
        }
        return done;
    }

    private static int length(long at, long end, long most) {
        if (end - at < Integer.BYTES) {
            return NOT_FRAMED;
        }
        int length = Integer.reverseBytes(Memory.getInt(at));
        return length < 0 || length > most ? NOT_FRAMED : length;
    }

    private int block(long source, int bytes, long target, int capacity) {
        try {
            return blocks.decompress(source, bytes, target, capacity);
        } catch (MalformedPageException e) {
            return NOT_FRAMED;
        }
    }

    @Override
    public long maxDecompressedBytes(int bytes) {
        return blocks.maxDecompressedBytes(bytes);
    }
}
