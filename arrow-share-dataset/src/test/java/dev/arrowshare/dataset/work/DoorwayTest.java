package dev.arrowshare.dataset.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DoorwayTest {
    @TempDir
    Path folder;

    private final Token token = Token.random();
    private final BlockingQueue<Integer> arrived = new LinkedBlockingQueue<>();
    private Doorway doorway;

    @BeforeEach
    void open() throws IOException {
        doorway = new Doorway(folder.resolve("s"), token, (worker, channel) -> arrived.add(worker));
    }

    @AfterEach
    void close() throws IOException {
        doorway.close();
    }

    private ControlChannel visit(byte kind, byte[] hello) throws IOException {
        SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("s")));
        ControlChannel channel = new ControlChannel(socket, 1000);
        channel.begin(kind, hello.length).put(hello);
        channel.end();
        channel.flush();
        return channel;
    }

    private byte[] hello(Token said) {
        return new Greeting(said, 3, folder).hello();
    }

    @Test
    void whoeverSaysTheTokenIsAdmitted() throws Exception {
        ControlChannel channel = visit(Frame.HELLO, hello(token));
        assertEquals(3, arrived.poll(10, TimeUnit.SECONDS));
        channel.close();
    }

    @Test
    void aWrongTokenIsDropped() throws Exception {
        try (ControlChannel channel = visit(Frame.HELLO, hello(Token.random()))) {
            assertNull(channel.next());
        }
        assertTrue(arrived.isEmpty());
    }

    @Test
    void anotherFrameThanHelloIsDroppedThoughItHoldsTheToken() throws Exception {
        try (ControlChannel channel = visit(Frame.ANSWER, hello(token))) {
            assertNull(channel.next());
        }
        assertTrue(arrived.isEmpty());
    }

    @Test
    void aLongFrameIsDroppedUnread() throws Exception {
        try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("s")))) {
            socket.write(ByteBuffer.wrap(new byte[] {0, 0, 0, 127, 1}));
            assertEquals(-1, socket.read(ByteBuffer.allocate(1)));
        }
        assertTrue(arrived.isEmpty());
    }

    @Test
    void aSilentVisitorKeepsNobodyOut() throws Exception {
        try (SocketChannel silent = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("s")))) {
            assertTrue(silent.isConnected());
            ControlChannel channel = visit(Frame.HELLO, hello(token));
            assertEquals(3, arrived.poll(10, TimeUnit.SECONDS));
            channel.close();
        }
    }

    @Test
    void aPathTooLongForASocketNamesTheFix() {
        Path deep = folder.resolve("d".repeat(100)).resolve("s");
        IOException refused = assertThrows(IOException.class, () -> new Doorway(deep, token, (worker, channel) -> {}));
        assertTrue(refused.getMessage().contains("set ARROW_SHARE_DIR"), refused.getMessage());
    }
}
