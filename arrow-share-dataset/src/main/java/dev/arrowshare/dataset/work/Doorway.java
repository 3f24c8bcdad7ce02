package dev.arrowshare.dataset.work;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The socket of a run, in a folder that only this user may enter. Whoever connects says the run's token first, or is dropped.
 *
 * <p><b>Threads:</b> its own, one that waits for connections and one for each that has not said its token.
 */
final class Doorway implements AutoCloseable {
    /** What a Unix socket's address has room for, its terminating zero included, is 108 bytes on Linux and 104 elsewhere. */
    private static final int LONGEST_PATH = 103;

    /** Called with the channel of a worker that has said the token. */
    interface Arrival {
        void arrived(int worker, ControlChannel channel);
    }

    private final ServerSocketChannel server;
    private final Token token;
    private final Arrival arrival;

    private static int length(Path socket) {
        return socket.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    /** Whether a socket can have that path. */
    static boolean fits(Path socket) {
        return length(socket) <= LONGEST_PATH;
    }

    Doorway(Path socket, Token token, Arrival arrival) throws IOException {
        if (!fits(socket)) {
            throw new IOException("the path of a socket is " + length(socket) + " bytes long, at most " + LONGEST_PATH
                    + " are allowed: set ARROW_SHARE_DIR to a folder with a shorter path than " + socket.getParent());
        }
        this.token = token;
        this.arrival = arrival;
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        start(this::acceptAll, "arrow-share doorway");
    }

    private static void start(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void acceptAll() {
        for (SocketChannel socket = accept(); socket != null; socket = accept()) {
            SocketChannel visitor = socket;
            start(() -> admit(visitor), "arrow-share visitor");
        }
    }

    private @Nullable SocketChannel accept() {
        try {
            return server.accept();
        } catch (IOException e) {
            // Closed, which is how this ends. Should it be anything else, workers fail for want of a connection.
            return null;
        }
    }

    private void admit(SocketChannel socket) {
        try {
            ControlChannel channel = new ControlChannel(socket, Greeting.HELLO_BYTES + 1);
            Frame hello = channel.next();
            if (hello == null || !isOurs(hello)) {
                channel.close();
                return;
            }
            channel.maxFrameBytes(Integer.MAX_VALUE - 16);
            arrival.arrived(hello.payload().getInt(Token.BYTES), channel);
        } catch (IOException e) {
            drop(socket);
        }
    }

    private boolean isOurs(Frame hello) {
        if (hello.kind() != Frame.HELLO || hello.payload().remaining() != Greeting.HELLO_BYTES) {
            return false;
        }
        byte[] offered = new byte[Token.BYTES];
        hello.payload().get(0, offered);
        return token.matches(offered);
    }

    private static void drop(SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // A visitor that said nothing sensible: it is forgotten either way.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
