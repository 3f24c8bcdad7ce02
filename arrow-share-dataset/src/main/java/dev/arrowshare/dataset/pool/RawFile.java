package dev.arrowshare.dataset.pool;

import dev.arrowshare.publish.Draft;
import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** An array of primitives, or a buffer, as the bytes of a file that only its owner may read; in steps, so that no memory is as large. */
final class RawFile {
    private static final int STEP_BYTES = 1 << 20;

    private RawFile() {}

    static void write(Path file, Object array) throws IOException {
        try (FileChannel to = create(file)) {
            int length = Array.getLength(array);
            int width = PrimitiveArrays.width(PrimitiveArrays.type(array));
            ByteBuffer step = step((long) width * length);
            for (int first = 0; first < length; ) {
                int count = Math.min(length - first, step.capacity() / width);
                PrimitiveArrays.put(array, first, count, step.clear());
                writeAll(to, step.flip());
                first += count;
            }
        }
    }

    static void write(Path file, ByteBuffer bytes) throws IOException {
        try (FileChannel to = create(file)) {
            ByteBuffer left = bytes.duplicate();
            while (left.hasRemaining()) {
                ByteBuffer part = left.slice(left.position(), Math.min(left.remaining(), STEP_BYTES));
                left.position(left.position() + part.remaining());
                writeAll(to, part);
            }
        }
    }

    private static FileChannel create(Path file) throws IOException {
        return FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), Draft.ownerOnly(file));
    }

    private static ByteBuffer step(long bytes) {
        int capacity = (int) Math.max(Long.BYTES, Math.min(STEP_BYTES, bytes));
        return ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void writeAll(FileChannel to, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    /** Fills the array with the elements of the file from the first on. */
    static void read(Path file, int firstElement, Object array) throws IOException {
        try (FileChannel from = FileChannel.open(file)) {
            int length = Array.getLength(array);
            int width = PrimitiveArrays.width(PrimitiveArrays.type(array));
            from.position((long) width * firstElement);
            ByteBuffer step = step((long) width * length);
            for (int first = 0; first < length; ) {
                int count = Math.min(length - first, step.capacity() / width);
                readAll(file, from, step.clear().limit(count * width));
                PrimitiveArrays.get(step.flip(), array, first, count);
                first += count;
            }
        }
    }

    private static void readAll(Path file, FileChannel from, ByteBuffer to) throws IOException {
        while (to.hasRemaining()) {
            if (from.read(to) < 0) {
                throw new EOFException(file + " ends after " + from.size() + " bytes, too soon");
            }
        }
    }
}
