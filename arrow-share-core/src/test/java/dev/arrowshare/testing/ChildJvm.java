package dev.arrowshare.testing;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A main method run in a JVM of its own: the running Java with this class path and no flag but those given.
 *
 * <p><b>Errors:</b> an {@link AssertionError} when it runs for more than a minute; it is killed then.
 */
public final class ChildJvm {
    /**
     * Put before a command, it makes Ctrl-C count. A job in the background of a script ignores SIGINT, and so do its children, Java
     * among them.
     */
    public static final List<String> INTERRUPTIBLE = List.of("env", "--default-signal=INT");

    private static final long TIMEOUT_SECONDS = 60;

    private ChildJvm() {}

    /** What came out of it. */
    public record Result(int exitCode, String stdout, String stderr) {}

    public static Result run(Class<?> main, String... flags) throws IOException, InterruptedException {
        Path out = Files.createTempFile("child-jvm", ".out");
        Path err = Files.createTempFile("child-jvm", ".err");
        try {
            Process process = new ProcessBuilder(command(main, flags))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(
                        main.getName() + " ran for more than " + TIMEOUT_SECONDS + " s: " + read(out) + read(err));
            }
            return new Result(process.exitValue(), read(out), read(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private static List<String> command(Class<?> main, String... flags) {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        return command;
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
