package dev.arrowshare.parquet.decode;

import dev.arrowshare.memory.Memory;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.parquet.column.values.ValuesWriter;

/** What a writer of parquet-java's made of some values, in memory with readable slack behind it. */
final class EncodedPage implements AutoCloseable {
    private static final int SLACK = 64;

    private final long address;
    private final int bytes;

    private EncodedPage(byte[] content) {
        this.bytes = content.length;
        this.address = Memory.allocate(bytes + SLACK);
        Memory.copy(content, 0, address, bytes);
    }

    static EncodedPage of(ValuesWriter writer) {
        try {
            return new EncodedPage(writer.getBytes().toInputStream().readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static EncodedPage of(byte[] content) {
        return new EncodedPage(content);
    }

    long begin() {
        return address;
    }

    long end() {
        return address + bytes;
    }

    @Override
    public void close() {
        Memory.free(address);
    }
}
