package dev.arrowshare.ipc.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.arrowshare.memory.Memory;
import dev.arrowshare.memory.Xxh64;
import java.util.Random;
import net.jpountz.xxhash.XXHashFactory;
import org.junit.jupiter.api.Test;

class Xxh64Test {
    private static final long SEED = 3;

    @Test
    void anyPiecesHashAsLz4JavaHashesTheWhole() {
        Random random = new Random(SEED);
        Xxh64 hash = new Xxh64();
        for (int round = 0; round < 500; round++) {
            byte[] data = new byte[random.nextInt(300)];
            random.nextBytes(data);
            long address = Memory.allocate(data.length);
            Memory.copy(data, 0, address, data.length);
            hash.reset();
            for (int at = 0; at < data.length; ) {
                int piece = Math.min(data.length - at, random.nextInt(80));
                hash.update(address + at, piece);
                at += piece;
            }
            long ofOnePiece = Xxh64.of(address, data.length);
            Memory.free(address);
            long expected = XXHashFactory.safeInstance().hash64().hash(data, 0, data.length, 0);
            assertEquals(expected, ofOnePiece, "one piece, round " + round + " seed=" + SEED);
            assertEquals(expected, hash.value(), "round " + round + " seed=" + SEED);
        }
        hash.free();
    }
}
