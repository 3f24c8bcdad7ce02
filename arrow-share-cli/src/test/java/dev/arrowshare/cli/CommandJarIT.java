package dev.arrowshare.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.arrowshare.testing.ChildJvm;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The executable jar in a JVM of its own, started as users do: without a flag. */
@Timeout(120)
class CommandJarIT {
    private static final Path JAR = Path.of(System.getProperty("arrowshare.jar"));
    private static final Path TIP_SHARE =
            Path.of("..", "examples", "TipShare.java").toAbsolutePath();
    private static final Path TRIPS = Path.of("..", "examples", "trips.parquet").toAbsolutePath();

    private static final int JAVA_17_CLASSES = 61;

    @TempDir
    static Path shared;

    private static @Nullable Path soundArchive;

    @TempDir
    Path folder;

    private Path runs;
    private Path output;

    @BeforeEach
    void prepare() throws IOException {
        runs = Files.createDirectory(folder.resolve("runs"));
        output = folder.resolve("tips.parquet");
    }

    /** As the script has it: without them, newer JVMs warn on stderr. */
    private static final List<String> QUIET = Runtime.version().feature() < 24
            ? List.of()
            : List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED");

    private ProcessBuilder command(List<String> jvm, Object... arguments) {
        List<String> line = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        line.addAll(jvm);
        line.addAll(List.of("-jar", JAR.toString()));
        Stream.of(arguments).map(String::valueOf).forEach(line::add);
        return started(line);
    }

    private ProcessBuilder started(List<String> line) {
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("ARROW_SHARE_DIR", runs.toString());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        return builder;
    }

    private int exitCode(Process process) throws InterruptedException {
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running");
        return process.exitValue();
    }

    private String text(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    private void assertNothingLeft() throws IOException {
        try (Stream<Path> left = Files.list(runs)) {
            assertEquals(
                    List.of(),
                    left.filter(file -> !file.toString().endsWith(".jsa")).toList());
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(
                    List.of(),
                    left.filter(file -> file.toString().contains("tips.parquet"))
                            .toList());
        }
    }

    @ParameterizedTest
    @CsvSource({"--threads", "--processes"})
    void theWholeJobLoadsNoHadoopAndNeedsNoFlag(String kind) throws Exception {
        Path classes = folder.resolve("classes.log");
        Process process = command(
                        List.of("-Xlog:class+load:file=" + classes),
                        "run",
                        "--input",
                        TRIPS,
                        "--map",
                        TIP_SHARE,
                        kind,
                        2,
                        "--output",
                        output)
                .start();
        assertEquals(0, exitCode(process), text("err"));
        assertTrue(text("out").startsWith("20,000 rows in "), text("out"));
        List<String> loaded = Files.readAllLines(classes);
        assertTrue(
                loaded.stream().anyMatch(line -> line.contains("org.apache.parquet.")),
                "the log shows no class of Parquet");
        assertEquals(
                List.of(),
                loaded.stream()
                        .filter(line -> line.contains("org.apache.hadoop"))
                        .toList());
    }

    @Test
    void theJarHoldsNoHadoopAndTheLicences() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertEquals(
                    List.of(),
                    jar.stream()
                            .map(Object::toString)
                            .filter(name -> name.contains("org/apache/hadoop"))
                            .toList());
            assertTrue(jar.getEntry("META-INF/LICENSE") != null && jar.getEntry("META-INF/NOTICE") != null);
        }
    }

    @Test
    void theJarRunsOn17AndOpensWhatNativeCodeNeeds() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertEquals(
                    "java.base/java.nio", jar.getManifest().getMainAttributes().getValue("Add-Opens"));
            List<JarEntry> newer = new ArrayList<>();
            for (JarEntry entry : Collections.list(jar.entries())) {
                if (isOurs(entry) && classVersion(jar, entry) > JAVA_17_CLASSES) {
                    newer.add(entry);
                }
            }
            assertEquals(List.of(), newer);
        }
    }

    private static boolean isOurs(JarEntry entry) {
        return entry.getName().startsWith("dev/arrowshare/") && entry.getName().endsWith(".class");
    }

    private static int classVersion(JarFile jar, JarEntry entry) throws IOException {
        try (DataInputStream in = new DataInputStream(jar.getInputStream(entry))) {
            in.skipNBytes(6);
            return in.readUnsignedShort();
        }
    }

    /** A JVM that does not like its archive would say so on stdout, and one that sees its damage too late would die. */
    @ParameterizedTest
    @EnumSource
    @Tag("slow")
    void aDamagedClassDataArchiveIsNotHeardOf(Damage damage) throws Exception {
        Path sound = soundArchive();
        Path archive = runs.resolve(sound.getFileName());
        byte[] damaged = damage.to(Files.readAllBytes(sound));
        Files.write(archive, damaged);
        Process process = command(
                        QUIET, "run", "--input", TRIPS, "--map", TIP_SHARE, "--processes", 2, "--output", output)
                .start();
        assertEquals(0, exitCode(process), text("err"));
        assertEquals("", text("err"));
        assertTrue(text("out").startsWith("20,000 rows in "), text("out"));
        assertFalse(Files.exists(archive) && Arrays.equals(damaged, Files.readAllBytes(archive)), "it is still there");
    }

    /** What a JVM may then die of, or say. */
    enum Damage {
        OTHER_CONTENTS,
        NOTHING_LEFT,
        HEAD_LEFT,
        HALF_LEFT,
        LAST_PAGE_LOST,
        ZEROS_IN_THE_MIDDLE;

        byte[] to(byte[] archive) {
            return switch (this) {
                case OTHER_CONTENTS -> "no archive ".repeat(999).getBytes(StandardCharsets.UTF_8);
                case NOTHING_LEFT -> new byte[0];
                case HEAD_LEFT -> Arrays.copyOf(archive, 5_000);
                case HALF_LEFT -> Arrays.copyOf(archive, archive.length / 2);
                case LAST_PAGE_LOST -> Arrays.copyOf(archive, archive.length - 4096);
                case ZEROS_IN_THE_MIDDLE -> {
                    byte[] damaged = archive.clone();
                    Arrays.fill(damaged, archive.length / 4, archive.length / 2, (byte) 0);
                    yield damaged;
                }
            };
        }
    }

    /** JDK 17 makes files that nobody may write to, which root may do all the same. */
    @Test
    void aClassDataArchiveIsMadeForAnyUser() throws Exception {
        ProcessBuilder maker = archiveMaker();
        if (isRoot()) {
            asAnotherUser(maker);
            assumeTrue(canReadTheJar(maker), "another user cannot read the jar here");
        }
        assertEquals(0, exitCode(maker.start()), text("err"));
        assertEquals(1, archives().size());
    }

    private ProcessBuilder archiveMaker() {
        List<String> line = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        line.addAll(QUIET);
        line.addAll(List.of("-cp", JAR.toString(), "dev.arrowshare.dataset.work.ClassDataArchive"));
        return started(line);
    }

    /** Made once for all of its damages. */
    private Path soundArchive() throws Exception {
        if (soundArchive == null) {
            assertEquals(0, exitCode(archiveMaker().start()), text("err"));
            Path made = archives().get(0);
            soundArchive = Files.move(made, shared.resolve(made.getFileName()));
        }
        return soundArchive;
    }

    private List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.list(runs)) {
            return files.filter(file -> file.toString().endsWith(".jsa")).toList();
        }
    }

    private void asAnotherUser(ProcessBuilder builder) throws IOException {
        builder.command().addAll(0, List.of("setpriv", "--reuid=65534", "--clear-groups"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setAttribute(runs, "unix:uid", 65534);
    }

    /** Until the first row group is decoded there is nothing to count. */
    @Test
    void onATerminalTheBarSaysWhatIsDoneBeforeTheFirstRows() throws Exception {
        List<String> line = command(
                        QUIET, "run", "--input", TRIPS, "--map", TIP_SHARE, "--processes", 1, "--output", output)
                .command();
        assumeTrue(canRun("script", "-qec", "true", "/dev/null"), "no script here, which makes a terminal");
        ProcessBuilder terminal = started(List.of("script", "-qec", String.join(" ", line), "/dev/null"));
        terminal.environment().put("COLUMNS", "150");
        assertEquals(0, exitCode(terminal.start()), text("out"));
        assertTrue(text("out").contains("decoding the first row group"), text("out"));
        assertTrue(text("out").contains("20,000 rows in "), text("out"));
    }

    private static boolean canRun(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** As another user where this one is root, who may write anywhere. */
    @ParameterizedTest
    @ValueSource(strings = {"convert", "run"})
    void noPermissionIsOneLineAndLeavesTheOldOutput(String what) throws Exception {
        Path closed = Files.createDirectory(folder.resolve("closed"));
        Path target = Files.writeString(closed.resolve("out.parquet"), "old");
        Path same = Sources.record(folder, "Same", "", "return batch;");
        ProcessBuilder job = what.equals("convert")
                ? command(QUIET, "convert", TRIPS, target)
                : command(QUIET, "run", "--input", TRIPS, "--map", same, "--processes", 1, "--output", target);
        if (isRoot()) {
            asAnotherUser(job);
        }
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeTrue(canReadTheJar(job), "another user cannot read the jar here");
        try {
            assertEquals(1, exitCode(job.start()), text("err"));
            assertEquals(1, text("err").lines().count(), text("err"));
            assertTrue(text("err").contains(closed.toString()), text("err"));
            assertTrue(text("err").contains("permission"), text("err"));
            assertEquals("old", Files.readString(target));
            assertEquals(1, closed.toFile().list().length);
            assertNothingLeft();
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private boolean canReadTheJar(ProcessBuilder job) throws Exception {
        if (!isRoot()) {
            return true;
        }
        List<String> reading = new ArrayList<>(job.command().subList(0, 3));
        reading.addAll(List.of("head", "-c", "1", JAR.toString()));
        return exitCode(started(reading).start()) == 0;
    }

    @ParameterizedTest
    @ValueSource(strings = {"--threads", "--processes"})
    void ctrlCEndsARunAndLeavesNothing(String kind) throws Exception {
        Path started = folder.resolve("started");
        Path slow = Sources.record(
                folder,
                "Slow",
                "Path started",
                "java.nio.file.Files.writeString(started, \"\"); Thread.sleep(60_000); return batch;");
        ProcessBuilder interruptible = command(
                List.of(),
                "run",
                "--input",
                TRIPS,
                "--map",
                slow,
                "--set",
                "started=" + started,
                kind,
                2,
                "--output",
                output);
        interruptible.command().addAll(0, ChildJvm.INTERRUPTIBLE);
        Process process = interruptible.start();
        for (int i = 0; i < 300 && !Files.exists(started); i++) {
            Thread.sleep(100);
        }
        List<ProcessHandle> workers = process.descendants().toList();
        assertEquals(kind.equals("--processes"), !workers.isEmpty());
        assertEquals(
                0,
                new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                        .start()
                        .waitFor());
        assertEquals(130, exitCode(process), text("err"));
        for (ProcessHandle worker : workers) {
            worker.onExit().get(5, TimeUnit.SECONDS);
        }
        assertNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"convert", "run", "runs"})
    void noSpaceLeftIsOneLine(String what) throws Exception {
        Path large = folder.resolve("large.parquet");
        assertEquals(
                0,
                exitCode(command(List.of(), "sample", large, "--rows", 300_000).start()));
        Path small = Files.createDirectory(folder.resolve("small"));
        Path same = Sources.record(folder, "Same", "", "return batch;");
        Path outputs = Files.createDirectory(folder.resolve("outputs"));
        Path target = (what.equals("runs") ? outputs : small).resolve("tips.parquet");
        String[] job = what.equals("convert")
                ? new String[] {"convert", large.toString(), target.toString()}
                : new String[] {
                    "run",
                    "--input",
                    large.toString(),
                    "--map",
                    same.toString(),
                    "--output",
                    target.toString(),
                    "--processes",
                    "1"
                };
        String mounting = "mount -t tmpfs -o size=4m,mode=700 none '%1$s' && echo old > '%2$s' && \"$@\"; ended=$?;"
                        .formatted(small, target)
                + "[ \"$(cat '%2$s')\" = old ] && [ \"$(ls -A '%3$s')\" = '%4$s' ] && exit $ended; ls -la '%3$s' >&2; exit 9"
                        .formatted(small, target, target.getParent(), target.getFileName());
        List<String> line =
                new ArrayList<>(List.of("unshare", "--map-root-user", "--mount", "sh", "-c", mounting, "sh"));
        ProcessBuilder inside = command(QUIET, (Object[]) job);
        line.addAll(inside.command());
        assumeTrue(canMount(), "no user namespaces here to mount a small file system in");
        ProcessBuilder builder = started(line);
        if (what.equals("runs")) {
            builder.environment().put("ARROW_SHARE_DIR", small.toString());
        }
        assertEquals(1, exitCode(builder.start()), text("err"));
        assertEquals(1, text("err").lines().count(), text("err"));
        assertTrue(text("err").contains(small.toString()) && text("err").contains("space"), text("err"));
        Files.deleteIfExists(target);
        assertNothingLeft();
    }

    private static boolean canMount() throws Exception {
        return new ProcessBuilder("unshare", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/mnt")
                        .start()
                        .waitFor()
                == 0;
    }
}
