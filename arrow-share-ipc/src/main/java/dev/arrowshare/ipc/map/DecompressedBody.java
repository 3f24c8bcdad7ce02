package dev.arrowshare.ipc.map;

import dev.arrowshare.ipc.codec.BufferCodec;
import dev.arrowshare.ipc.layout.ArrowFormat;
import dev.arrowshare.ipc.layout.BatchHeader;
import dev.arrowshare.ipc.layout.Refused;
import dev.arrowshare.memory.CountedRegion;
import dev.arrowshare.memory.Memory;
import java.util.BitSet;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/** A compressed body: those of its buffers that are wanted, decompressed into one piece of the batch's own memory. */
final class DecompressedBody implements Body {
    private final BatchHeader header;
    private final Body compressed;
    private final BufferCodec codec;
    private final BitSet stored = new BitSet();
    private final long[] addresses;
    private final long[] lengths;
    private final CountedRegion region;

    /** @param wanted indices of the buffers to decompress */
    DecompressedBody(BatchHeader header, Body compressed, BitSet wanted, BufferAllocator allocator) {
        this.header = header;
        this.compressed = compressed;
        this.codec = BufferCodec.of(header.codec());
        this.addresses = new long[header.bufferCount()];
        this.lengths = new long[header.bufferCount()];
        ArrowBuf memory = allocator.buffer(measure(wanted));
        try {
            decompress(wanted, memory.memoryAddress());
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
        this.region = CountedRegion.of(0, Long.MAX_VALUE, CountedRegion.Kind.OWNED, allocator, memory::close);
    }

    /** Counted once, for the caller. */
    CountedRegion region() {
        return region;
    }

    private long measure(BitSet wanted) {
        long total = 0;
        for (int i = wanted.nextSetBit(0); i >= 0; i = wanted.nextSetBit(i + 1)) {
            lengths[i] = header.bufferLength(i) == 0 ? 0 : uncompressedLength(i);
            total = Math.addExact(total, ArrowFormat.align(lengths[i], ArrowFormat.BUFFER_ALIGNMENT));
        }
        return total;
    }

    private long uncompressedLength(int index) {
        long length = header.bufferLength(index) - ArrowFormat.COMPRESSED_PREFIX_BYTES;
        if (length < 0) {
            throw Refused.corrupt("compressed buffer " + index + " has no room for its length");
        }
        long declared = Memory.getLong(compressed.buffer(index).memoryAddress());
        if (declared == -1) {
            stored.set(index);
            return length;
        }
        if (declared < 0 || declared > codec.mostFrom(length)) {
            throw Refused.corrupt("buffer " + index + " declares " + declared + " bytes, compressed to " + length);
        }
        return declared;
    }

    private void decompress(BitSet wanted, long target) {
        long to = target;
        for (int i = wanted.nextSetBit(0); i >= 0; i = wanted.nextSetBit(i + 1)) {
            addresses[i] = to;
            if (lengths[i] > 0) {
                decompress(i, to);
            }
            to += ArrowFormat.align(lengths[i], ArrowFormat.BUFFER_ALIGNMENT);
        }
    }

    private void decompress(int index, long to) {
        long from = compressed.buffer(index).memoryAddress() + ArrowFormat.COMPRESSED_PREFIX_BYTES;
        long length = header.bufferLength(index) - ArrowFormat.COMPRESSED_PREFIX_BYTES;
        if (stored.get(index)) {
            Memory.copy(from, to, length);
            return;
        }
        // Out of the mapping first: codecs are native code, which a truncated mapping would end together with the JVM.
        long scratch = Memory.allocate(length);
        try {
            Memory.copy(from, scratch, length);
            codec.decompress(scratch, length, to, lengths[index]);
        } finally {
            Memory.free(scratch);
        }
    }

    @Override
    public ArrowBuf buffer(int index) {
        header.bufferLength(index);
        return region.buffer(addresses[index], lengths[index]);
    }
}
