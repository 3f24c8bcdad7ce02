package dev.arrowshare.dataset.work;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The main class of a worker process. Ends when its coordinator closes the socket, and at once when the coordinator is gone, which shows
 * as the end of standard input.
 */
public final class WorkerMain {
    /** On standard input: give up the task. */
    static final int CANCEL = 'C';

    /** On standard input: say where the threads are. */
    public static final int STACKS = 'S';

    /** The exit code of a worker whose heap is too full even to say so. */
    static final int OUT_OF_HEAP = 71;

    private static final int COORDINATOR_GONE = 1;
    private static final int BROKEN = 70;

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
        } catch (OutOfMemoryError e) {
            Runtime.getRuntime().halt(OUT_OF_HEAP);
            throw e;
        } catch (Throwable e) {
            // A thread of the user's may live on, and the process with it, with nobody to answer the coordinator.
            e.printStackTrace();
            return BROKEN;
        }
    }

    private static void watch(InputStream input, Conversation session) {
        Thread watcher = new Thread(() -> listen(input, session), "coordinator watch");
        watcher.setDaemon(true);
        watcher.start();
    }

    private static void listen(InputStream input, Conversation session) {
        Optional<ProcessHandle> coordinator = ProcessHandle.current().parent();
        try {
            for (int said = input.read(); said >= 0; said = input.read()) {
                session.told(said, input);
            }
        } catch (IOException e) {
            // The function has closed it: the coordinator lives on, and its end shows elsewhere.
            coordinator.ifPresent(process -> process.onExit().join());
        }
        if (!session.isFinished()) {
            Runtime.getRuntime().halt(COORDINATOR_GONE);
        }
    }
}
