package dev.arrowshare.ipc.layout;

import dev.arrowshare.memory.Memory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The body of a message before it is written: nodes, and buffers as pieces of native memory that lie wherever they lie, placed one
 * after the other at multiples of 64 bytes.
 *
 * <p><b>Ownership:</b> the memory of pieces belongs to their batch, but for {@link #scratch}, which is freed on close.
 */
public final class BodyPlan implements AutoCloseable {
    private final long rows;
    private final List<Long> scratches = new ArrayList<>();
    private byte codec = BatchHeader.UNCOMPRESSED;
    private long[] nodes = new long[32];
    private int nodeCount;
    private long[] buffers = new long[96];
    private int bufferCount;
    private long[] variadic = new long[0];
    private long bytes;

    public BodyPlan(long rows) {
        this.rows = rows;
    }

    /** Adds a vector. */
    public void node(long length, long nulls) {
        if (nodes.length < 2 * (nodeCount + 1)) {
            nodes = Arrays.copyOf(nodes, 2 * nodes.length);
        }
        nodes[2 * nodeCount] = length;
        nodes[2 * nodeCount + 1] = nulls;
        nodeCount++;
    }

    /** Adds a buffer that lies at that address until this is closed. */
    public void buffer(long address, long length) {
        if (buffers.length < 3 * (bufferCount + 1)) {
            buffers = Arrays.copyOf(buffers, 2 * buffers.length);
        }
        int at = 3 * bufferCount++;
        buffers[at] = address;
        buffers[at + 1] = length;
        buffers[at + 2] = bytes;
        bytes += ArrowFormat.align(length, ArrowFormat.BUFFER_ALIGNMENT);
    }

    /** Adds a buffer that is left out. */
    public void emptyBuffer() {
        buffer(0, 0);
    }

    /** Adds how many data buffers the next view column has. */
    public void variadicBuffers(long count) {
        variadic = Arrays.copyOf(variadic, variadic.length + 1);
        variadic[variadic.length - 1] = count;
    }

    /** Memory for a buffer that has to be made, freed when this is closed. */
    public long scratch(long length) {
        long address = Memory.allocate(length);
        scratches.add(address);
        return address;
    }

    /** The same nodes, for buffers that are compressed by that codec. */
    public BodyPlan compressedBy(byte newCodec) {
        BodyPlan plan = new BodyPlan(rows);
        plan.codec = newCodec;
        plan.nodes = nodes;
        plan.nodeCount = nodeCount;
        plan.variadic = variadic;
        return plan;
    }

    public long rows() {
        return rows;
    }

    public byte codec() {
        return codec;
    }

    public int nodeCount() {
        return nodeCount;
    }

    public long nodeLength(int index) {
        return nodes[2 * index];
    }

    public long nodeNulls(int index) {
        return nodes[2 * index + 1];
    }

    public int bufferCount() {
        return bufferCount;
    }

    public long bufferAddress(int index) {
        return buffers[3 * index];
    }

    public long bufferLength(int index) {
        return buffers[3 * index + 1];
    }

    public long bufferOffset(int index) {
        return buffers[3 * index + 2];
    }

    public long[] variadicCounts() {
        return variadic;
    }

    /** Bytes of the body. */
    public long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        scratches.forEach(Memory::free);
        scratches.clear();
    }
}
