package dev.arrowshare.ipc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.batch.Batch;
import dev.arrowshare.memory.Allocators;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;

/** Damages files of ours: a value in a buffer, or the notes that say whose they are. */
final class Damage {
    private Damage() {}

    /** The buffer of a batch's column, or of a dictionary, that is to be damaged. */
    interface Place extends Function<Batch, ArrowBuf> {}

    static Place in(int column, Function<FieldVector, ArrowBuf> buffer) {
        return batch -> buffer.apply(batch.column(column));
    }

    /** Overwrites bytes of a buffer of batch {@code index}. */
    static void overwrite(Path path, int index, Place place, long at, byte... bytes) throws IOException {
        long offset;
        try (ArrowFile file = ArrowFile.open(path);
                GrowingArrowFile mapped = ArrowFile.follow(path);
                Batch batch = mapped.batch(file.location(index), Allocators.root())) {
            offset = mapped.offsetOf(place.apply(batch).memoryAddress() + at, bytes.length);
            assertTrue(offset >= 0, "the buffer lies in the file");
        }
        byte[] all = Files.readAllBytes(path);
        System.arraycopy(bytes, 0, all, (int) offset, bytes.length);
        Files.write(path, all);
    }

    /** Little-endian, as the format is. */
    static byte[] int32(int value) {
        return new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)};
    }

    /** Another program's: without the notes that our writer leaves in the footer. */
    static void forgetWriter(Path path) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertTrue(text.contains("arrowshare."));
        Files.write(path, text.replace("arrowshare.", "unknown-to.").getBytes(StandardCharsets.ISO_8859_1));
    }
}
