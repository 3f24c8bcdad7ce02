package dev.arrowshare.ipc;

import dev.arrowshare.ipc.ColumnEncoder.IndexMap;
import dev.arrowshare.ipc.layout.BatchHeader;
import dev.arrowshare.ipc.layout.BodyPlan;
import dev.arrowshare.ipc.layout.ColumnLayout;
import dev.arrowshare.ipc.layout.Message;
import dev.arrowshare.ipc.layout.MetadataWriter;
import dev.arrowshare.ipc.map.Body;
import dev.arrowshare.ipc.map.ColumnLoader;
import dev.arrowshare.memory.Allocators;
import dev.arrowshare.memory.CountedRegion;
import dev.arrowshare.memory.Memory;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;

/** Copies rows of a column of any type, by way of a message in memory. */
final class MemoryCopy {
    private MemoryCopy() {}

    /**
     * A vector of the caller's own.
     *
     * @param column the only column of its kind: its first node is the message's first
     */
    static FieldVector of(ColumnLayout column, FieldVector vector, int from, int count, IndexMap indices) {
        try (BodyPlan plan = new BodyPlan(count)) {
            new ColumnEncoder(plan, indices).add(column, vector, from, count);
            ArrowBuf memory = Allocators.root().buffer(plan.bytes());
            CountedRegion region =
                    CountedRegion.of(0, Long.MAX_VALUE, CountedRegion.Kind.OWNED, Allocators.root(), memory::close);
            try {
                fill(plan, memory.memoryAddress());
                Message message = Message.of(MetadataWriter.recordBatch(plan).slice());
                BatchHeader header = BatchHeader.recordBatch(message);
                Body body = Body.at(memory.memoryAddress(), header, region);
                return ColumnLoader.columns(header, List.of(column), body, Allocators.root())
                        .get(0);
            } finally {
                region.release();
            }
        }
    }

    private static void fill(BodyPlan plan, long address) {
        for (int i = 0; i < plan.bufferCount(); i++) {
            Memory.copy(plan.bufferAddress(i), address + plan.bufferOffset(i), plan.bufferLength(i));
        }
    }
}
