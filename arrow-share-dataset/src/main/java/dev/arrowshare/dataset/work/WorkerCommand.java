package dev.arrowshare.dataset.work;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The command line of a worker: a JVM of the same home as this one, our classes first on its class path and then the user's in their
 * order, this JVM's system properties, and none of its agents or debug arguments.
 *
 * <p>Ctrl-C reaches every process of a terminal's group: a worker ignores it ({@link WorkerMain}) and ends when its coordinator says so
 * or is gone.
 */
final class WorkerCommand {
    private static final List<String> JVM_OWN = List.of(
            "java.vm.",
            "java.version",
            "java.vendor",
            "java.specification.",
            "java.class.",
            "java.runtime.",
            "java.home",
            "sun.java.",
            "sun.boot.",
            "sun.arch.",
            "sun.cpu.",
            "sun.io.",
            "sun.jnu.",
            "sun.management.",
            "sun.stdout.",
            "sun.stderr.",
            "sun.os.",
            "sun.nio.MaxDirectMemorySize",
            "jdk.module.",
            "jdk.internal.",
            "jdk.debug",
            "os.",
            "user.name",
            "user.home",
            "user.dir",
            "line.separator",
            "path.separator",
            "file.separator",
            "native.encoding",
            "com.sun.management",
            "stdin.encoding",
            "stdout.encoding",
            "stderr.encoding");

    /** With these set, a worker would load the agent, or print a line, that this JVM was asked to. */
    private static final List<String> JVM_VARIABLES = List.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS");

    private static final int NATIVE_ACCESS_SINCE = 24;

    /** What the files of a start take, rounded up: a message says it. */
    static final long MOST_BYTES = 64 << 10;

    private final Path folder;
    private final WorkerJvm jvm;
    private final Set<Path> userClasses;
    private final Optional<Path> archive;

    /**
     * @param folder of the run
     * @param userClasses jars and folders of the user's class loaders, beside the class path
     * @param archive a class-data archive of {@link OwnClasses#path}
     */
    WorkerCommand(Path folder, int workers, Set<Path> userClasses, Optional<Path> archive) {
        this(folder, WorkerJvm.ofRun(workers), userClasses, archive);
    }

    /** @param jvm what differs between the workers of runs and of pools */
    WorkerCommand(Path folder, WorkerJvm jvm, Set<Path> userClasses, Optional<Path> archive) {
        this.folder = folder;
        this.jvm = jvm;
        this.userClasses = userClasses;
        this.archive = archive;
    }

    /** Starts a worker; the caller writes its greeting to its standard input. */
    Process start() throws IOException {
        return start(List.of());
    }

    /** @param before a command that the worker's becomes the arguments of */
    Process start(List<String> before) throws IOException {
        Path arguments = folder.resolve("worker.args");
        if (!Files.exists(arguments)) {
            writeArguments(arguments);
        }
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(java().toString(), "@" + arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        JVM_VARIABLES.forEach(environment::remove);
        environment.putAll(jvm.environment());
        return builder.start();
    }

    static Path java() {
        Path bin = Path.of(System.getProperty("java.home"), "bin");
        Path unix = bin.resolve("java");
        return Files.exists(unix) ? unix : bin.resolve("java.exe");
    }

    /** Properties may hold secrets, and any user can read a command line: the file is ours alone. */
    private void writeArguments(Path file) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String argument : arguments()) {
            text.append('"').append(escaped(argument)).append("\"\n");
        }
        Files.createFile(file);
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        Charset launchers = Charset.forName(System.getProperty("native.encoding", "UTF-8"));
        Files.writeString(file, text, launchers, StandardOpenOption.TRUNCATE_EXISTING);
    }

    private static String escaped(String argument) {
        return argument.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
    }

    private List<String> arguments() {
        List<String> arguments = new ArrayList<>(jvmFlags());
        archive.ifPresent(file -> arguments.add("-XX:SharedArchiveFile=" + file));
        arguments.add("-Xmx" + jvm.heapBytes());
        arguments.add("-XX:ErrorFile=" + CrashLog.pattern());
        properties().forEach((key, value) -> arguments.add("-D" + key + "=" + value));
        arguments.addAll(jvm.options());
        arguments.add("-cp");
        arguments.add(String.join(File.pathSeparator, classPath()));
        arguments.add(jvm.mainClass());
        return arguments;
    }

    /** Flags that a class-data archive must be made with, and used with. */
    static List<String> jvmFlags() {
        List<String> flags = new ArrayList<>(List.of(
                "-Xshare:auto",
                "-Xlog:disable",
                "-Xlog:all=off",
                "-XX:+UseSerialGC",
                // Grows when a function needs it; young collections then stay in a few megabytes of private memory.
                "-Xms24m",
                "-XX:-UsePerfData",
                // At the address that it was made for, a class-data archive needs no patching: workers share its pages.
                "-XX:+IgnoreUnrecognizedVMOptions",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:ArchiveRelocationMode=0",
                // Compilers are for what a run does all the time, not for what its start does often; loops count as
                // ever.
                "-XX:Tier3InvocationThreshold=1000",
                "-XX:Tier3MinInvocationThreshold=500",
                "-XX:Tier3CompileThreshold=2000",
                "-XX:Tier4InvocationThreshold=20000",
                "-XX:Tier4MinInvocationThreshold=6000",
                "-XX:Tier4CompileThreshold=40000",
                "--add-opens=java.base/java.nio=ALL-UNNAMED"));
        if (Runtime.version().feature() >= NATIVE_ACCESS_SINCE) {
            flags.add("--enable-native-access=ALL-UNNAMED");
            flags.add("--sun-misc-unsafe-memory-access=allow");
        }
        return flags;
    }

    /** What somebody set, on the command line or later. */
    private static Map<String, String> properties() {
        Map<String, String> set = new TreeMap<>();
        for (String key : System.getProperties().stringPropertyNames()) {
            String value = System.getProperty(key);
            if (value != null && !key.contains("=") && JVM_OWN.stream().noneMatch(key::startsWith)) {
                set.put(key, value);
            }
        }
        return set;
    }

    private Set<String> classPath() {
        Set<String> path = new LinkedHashSet<>(OwnClasses.path());
        for (String property : List.of("java.class.path", "jdk.module.path")) {
            String entries = System.getProperty(property, "");
            for (String entry : entries.split(File.pathSeparator, -1)) {
                if (!entry.isEmpty()) {
                    path.add(Path.of(entry).toAbsolutePath().toString());
                }
            }
        }
        userClasses.forEach(file -> path.add(file.toString()));
        return path;
    }
}
