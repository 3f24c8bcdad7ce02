package dev.arrowshare.dataset.work;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The main class of a worker process. Ends when its coordinator closes the socket, and at once when the coordinator is gone, which shows
 * as the end of standard input.
 */
public final class WorkerMain {
    /** On standard input: give up the task. */
    static final int CANCEL = 'C';

    private static final int COORDINATOR_GONE = 1;

    private WorkerMain() {}

    public static void main(String[] arguments) throws IOException {
        serve(WorkerSession::new);
    }

    /** What a worker process does once its coordinator is found. */
    @FunctionalInterface
    public interface Service {
        /**
         * The conversation over that socket.
         *
         * @param greeting whose {@link Greeting#hello} is what to say first, as a frame of kind {@link Frame#HELLO}
         */
        Conversation with(SocketChannel socket, Greeting greeting) throws IOException;
    }

    /** Serves the coordinator that has started this process, until it lets go. */
    public static void serve(Service service) throws IOException {
        // Ctrl-C reaches the whole group of the terminal: the coordinator decides what becomes of it.
        Signal.handle(new Signal("INT"), SignalHandler.SIG_IGN);
        InputStream input = new FileInputStream(FileDescriptor.in);
        System.setIn(InputStream.nullInputStream());
        Greeting greeting = Greeting.read(input);
        SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(Greeting.socket(greeting.folder())));
        Conversation session = service.with(socket, greeting);
        watch(input, session);
        Runtime.getRuntime().addShutdownHook(new Thread(session::goodbye, "goodbye"));
        System.exit(converse(session));
    }

    /** The exit code. */
    private static int converse(Conversation session) {
        try {
            session.run();
            return 0;
        } catch (IOException e) {
            // The coordinator went away while we spoke. It is gone, or knows why.
            return COORDINATOR_GONE;
        }
    }

    private static void watch(InputStream input, Conversation session) {
        Thread watcher = new Thread(
                () -> {
                    try {
                        for (int said = input.read(); said >= 0; said = input.read()) {
                            session.told(said, input);
                        }
                    } catch (IOException e) {
                        // Not different from its end: nobody can tell us anything any more.
                    }
                    if (!session.isFinished()) {
                        Runtime.getRuntime().halt(COORDINATOR_GONE);
                    }
                },
                "coordinator watch");
        watcher.setDaemon(true);
        watcher.start();
    }
}
