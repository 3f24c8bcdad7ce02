package dev.arrowshare.dataset.work;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ControlChannelTest {
    @TempDir
    Path folder;

    private SocketChannel left;
    private SocketChannel right;
    private ControlChannel sender;
    private ControlChannel receiver;

    @BeforeEach
    void connect() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            left = SocketChannel.open(address);
            right = server.accept();
        }
        sender = new ControlChannel(left, 1 << 24);
        receiver = new ControlChannel(right, 1 << 24);
    }

    @AfterEach
    void close() throws IOException {
        sender.close();
        receiver.close();
    }

    @Test
    void framesOfAllSizesArriveAsTheyWereSent() throws Exception {
        long seed = 42;
        int[] sizes = {0, 1, 65_000, 65_531, 65_532, 1_000_000, 3, 200_000, 0};
        Thread writer = new Thread(() -> send(sizes, seed));
        writer.start();
        Random random = new Random(seed);
        for (int size : sizes) {
            byte[] expected = new byte[size];
            random.nextBytes(expected);
            Frame frame = receiver.next();
            byte[] actual = new byte[frame.payload().remaining()];
            frame.payload().get(actual);
            assertEquals((byte) (size % 100), frame.kind(), "seed " + seed);
            assertArrayEquals(expected, actual, "seed " + seed + ", size " + size);
        }
        writer.join();
        sender.close();
        assertNull(receiver.next());
    }

    private void send(int[] sizes, long seed) {
        Random random = new Random(seed);
        try {
            for (int size : sizes) {
                byte[] bytes = new byte[size];
                random.nextBytes(bytes);
                sender.begin((byte) (size % 100), size).put(bytes);
                sender.end();
            }
            sender.flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anInterruptOfTheReaderIsKeptAndClosesNothing() throws Exception {
        boolean[] interrupted = new boolean[1];
        Frame[] received = new Frame[2];
        Thread reader = new Thread(() -> {
            try {
                received[0] = receiver.next();
                interrupted[0] = Thread.currentThread().isInterrupted();
                received[1] = receiver.next();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        reader.start();
        for (int i = 0; i < 20; i++) {
            reader.interrupt();
            Thread.sleep(5);
        }
        for (int i = 0; i < 2; i++) {
            sender.begin(Frame.TASK, 1).put((byte) i);
            sender.end();
            sender.flush();
        }
        reader.join();
        assertEquals(Frame.TASK, received[0].kind());
        assertEquals(Frame.TASK, received[1].kind());
        assertTrue(interrupted[0]);
    }

    @Test
    void aFrameBeyondTheLimitIsRefusedBeforeItIsRead() throws Exception {
        receiver.maxFrameBytes(10);
        sender.begin(Frame.HELLO, 10).put(new byte[10]);
        sender.end();
        sender.flush();

        IOException refused = assertThrows(IOException.class, receiver::next);
        assertEquals("a frame of 11 bytes, allowed are 1 to 10", refused.getMessage());
    }

    @Test
    void anEndWithinAFrameIsNotAnEndBetweenFrames() throws Exception {
        left.write(ByteBuffer.wrap(new byte[] {9, 0, 0, 0, 1, 2}));
        left.close();

        assertThrows(EOFException.class, receiver::next);
    }
}
