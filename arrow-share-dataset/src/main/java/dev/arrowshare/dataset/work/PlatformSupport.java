package dev.arrowshare.dataset.work;

import dev.arrowshare.ipc.publish.RunFolder;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What worker processes need of a platform, and what they can do without. */
public final class PlatformSupport {
    /** As long as names of run folders are. */
    private static final String SAMPLE = "run-1234567-1234567890123-12345678";

    private PlatformSupport() {}

    /** Why no worker process can be started here; empty when it can. */
    public static Optional<String> whyNoProcesses() {
        Path java = WorkerCommand.java();
        if (!Files.isExecutable(java)) {
            return Optional.of("there is no " + java + " to start workers with: use a JDK or JRE with a java command");
        }
        return hasUnixSockets()
                ? tooLong(Greeting.socket(RunFolder.home().resolve(SAMPLE)))
                : Optional.of("this system has no Unix domain sockets for Java: use threads(n)");
    }

    private static boolean hasUnixSockets() {
        try {
            SocketChannel.open(StandardProtocolFamily.UNIX).close();
            return true;
        } catch (UnsupportedOperationException | IOException e) {
            return false;
        }
    }

    private static Optional<String> tooLong(Path socket) {
        return Doorway.fits(socket)
                ? Optional.empty()
                : Optional.of("the path of a socket in " + RunFolder.home()
                        + " would be too long: set ARROW_SHARE_DIR to a folder with a shorter path");
    }

    /** What is missing here that worker processes work without. */
    public static List<String> limitsOfProcesses() {
        List<String> limits = new ArrayList<>();
        if (!MappingShare.isKnown()) {
            limits.add(
                    "what sharing saves is not measured, and a mapper that writes to its input is not found out: no /proc");
        }
        if (!OwnClasses.areJars()) {
            limits.add("workers start more slowly: classes lie in folders, which JVMs make no class-data archive of");
        }
        return limits;
    }
}
