package dev.arrowshare.ipc.map;

import dev.arrowshare.memory.Memory;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.FieldVector;

/** Run ends of any width. */
public final class RunEnds {
    private RunEnds() {}

    public static long at(FieldVector ends, int index) {
        long address = ends.getDataBuffer().memoryAddress();
        return switch (((BaseFixedWidthVector) ends).getTypeWidth()) {
            case Short.BYTES -> Memory.getShort(address + 2L * index);
            case Integer.BYTES -> Memory.getInt(address + 4L * index);
            default -> Memory.getLong(address + 8L * index);
        };
    }
}
