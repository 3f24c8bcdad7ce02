package dev.arrowshare.dataset.work;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What a worker reads first, from its standard input, where no other user can see it.
 *
 * @param token to say at the socket
 * @param number of the worker
 * @param folder of the run, which holds the socket
 */
public record Greeting(Token token, int number, Path folder) {
    static final int HELLO_BYTES = Token.BYTES + Integer.BYTES;
    private static final String SOCKET = "control.sock";

    static Path socket(Path folder) {
        return folder.resolve(SOCKET);
    }

    /** What the worker says first at the socket. */
    public byte[] hello() {
        return ByteBuffer.allocate(HELLO_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(token.bytes())
                .putInt(number)
                .array();
    }

    /** One line: {@code token number folder}. */
    void write(OutputStream to) throws IOException {
        String line = token.hex() + " " + number + " " + folder + "\n";
        to.write(line.getBytes(StandardCharsets.UTF_8));
        to.flush();
    }

    /** Reads byte by byte: what comes after belongs to somebody else. */
    static Greeting read(InputStream from) throws IOException {
        byte[] bytes = new byte[8192];
        int count = 0;
        for (int next = from.read(); next != '\n'; next = from.read()) {
            if (next < 0 || count == bytes.length) {
                throw new EOFException("standard input holds no greeting: a worker is started by its coordinator only");
            }
            bytes[count++] = (byte) next;
        }
        String line = new String(bytes, 0, count, StandardCharsets.UTF_8);
        String[] parts = line.split(" ", 3);
        if (parts.length != 3) {
            throw new IOException("not a greeting: a worker is started by its coordinator only");
        }
        return new Greeting(Token.parse(parts[0]), Integer.parseInt(parts[1]), Path.of(parts[2]));
    }
}
