package dev.arrowshare.dataset.work;

import dev.arrowshare.ipc.BlockLocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The payload of {@link Frame#TASK}: the task, and which result segments the coordinator has let go of since the last one. */
final class TaskFrames {
    private static final int TASK_BYTES = 4 * Integer.BYTES + 2 * Long.BYTES;
    private static final int BLOCK_BYTES = 2 * Integer.BYTES + 3 * Long.BYTES;

    private TaskFrames() {}

    static void write(ControlChannel channel, Task task, int[] freedSegments) throws IOException {
        int bytes = TASK_BYTES + task.blocks().size() * BLOCK_BYTES + Integer.BYTES * freedSegments.length;
        ByteBuffer to = channel.begin(Frame.TASK, bytes);
        to.putInt(task.index())
                .putInt(task.firstBatch())
                .putLong(task.firstRow())
                .putLong(task.rows());
        to.putInt(task.blocks().size());
        for (BlockLocation block : task.blocks()) {
            to.putLong(block.offset()).putInt(block.metadataLength()).putLong(block.bodyLength());
            to.putLong(block.rows()).putInt(block.dictionaryBlocks());
        }
        to.putInt(freedSegments.length);
        for (int segment : freedSegments) {
            to.putInt(segment);
        }
        channel.end();
    }

    static Task task(ByteBuffer from) {
        int index = from.getInt();
        int firstBatch = from.getInt();
        long firstRow = from.getLong();
        long rows = from.getLong();
        int count = from.getInt();
        List<BlockLocation> blocks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            blocks.add(new BlockLocation(from.getLong(), from.getInt(), from.getLong(), from.getLong(), from.getInt()));
        }
        return new Task(index, firstBatch, firstRow, blocks, rows);
    }

    /** After {@link #task}. */
    static int[] freedSegments(ByteBuffer from) {
        int[] segments = new int[from.getInt()];
        for (int i = 0; i < segments.length; i++) {
            segments[i] = from.getInt();
        }
        return segments;
    }
}
