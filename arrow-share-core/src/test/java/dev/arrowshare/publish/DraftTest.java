package dev.arrowshare.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@DisabledOnOs(
        value = OS.WINDOWS,
        disabledReason = "permissions are compared as POSIX has them, and an open draft is deleted")
class DraftTest {
    @TempDir
    private Path folder;

    /** Begins a draft and waits. */
    static final class Child {
        public static void main(String[] arguments) throws IOException {
            Draft draft = Draft.beside(Path.of(arguments[0]));
            System.out.println(draft.path());
            System.in.read();
        }
    }

    private static Process start(Path target) throws IOException {
        return new ProcessBuilder(
                        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        target.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static Path draftOf(Process child) throws IOException {
        return Path.of(String.valueOf(child.inputReader().readLine()));
    }

    private static void kill(Process child) throws InterruptedException {
        child.destroyForcibly();
        assertTrue(child.waitFor(20, TimeUnit.SECONDS));
    }

    private static void publish(Draft draft, String text) throws IOException {
        draft.channel().write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        draft.publish();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void theTargetAppearsWholeWithThePermissionsOfANewFile() throws IOException {
        Path target = folder.resolve("out");
        try (Draft draft = Draft.beside(target)) {
            assertEquals("rw-------", permissions(draft.path()));
            assertFalse(Files.exists(target));
            publish(draft, "new");
            assertEquals(target, draft.path());
        }
        assertEquals("new", Files.readString(target));
        assertEquals(List.of(target), files());
        assertEquals(permissions(Files.createFile(folder.resolve("other"))), permissions(target));
    }

    @Test
    void aFileThatIsReplacedKeepsItsPermissions() throws IOException {
        Path target = Files.writeString(folder.resolve("out"), "old");
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r---w-"));
        try (Draft draft = Draft.beside(target)) {
            publish(draft, "new");
        }
        assertEquals("new", Files.readString(target));
        assertEquals("rw-r---w-", permissions(target));
    }

    @Test
    void aPrivateOneStaysPrivate() throws IOException {
        Path target = folder.resolve("out");
        try (Draft draft = Draft.privateBeside(target)) {
            publish(draft, "new");
        }
        assertEquals("rw-------", permissions(target));
    }

    @Test
    void withoutPublishingTheOldFileStays() throws IOException {
        Path target = Files.writeString(folder.resolve("out"), "old");
        Draft.beside(target).close();
        assertEquals("old", Files.readString(target));
        assertEquals(List.of(target), files());
    }

    @Test
    void aDraftOfAKilledProcessIsDeletedByTheNextOfTheSameTarget() throws IOException, InterruptedException {
        Path target = folder.resolve("out");
        Process child = start(target);
        Path left = draftOf(child);
        kill(child);
        Draft.beside(folder.resolve("other")).close();
        assertTrue(Files.exists(left), "another target's");
        Draft.beside(target).close();
        assertEquals(List.of(), files());
    }

    @Test
    void draftsOfLiveProcessesStay() throws IOException, InterruptedException {
        Path target = folder.resolve("out");
        Process child = start(target);
        try (Draft own = Draft.beside(target)) {
            Path others = draftOf(child);
            Draft.beside(target).close();
            assertTrue(Files.exists(own.path()), "this process's");
            assertTrue(Files.exists(others), "another process's");
        } finally {
            kill(child);
        }
    }

    /** As when its process lives in a container with process ids of its own. */
    @Test
    void aLockedDraftStaysWhateverItsName() throws IOException, InterruptedException {
        Path target = folder.resolve("out");
        Process child = start(target);
        try {
            Path renamed = folder.resolve(".out.999999999-1-0123456789abcdef.tmp");
            Files.move(draftOf(child), renamed);
            Draft.beside(target).close();
            assertTrue(Files.exists(renamed), "while it is locked");
            kill(child);
            Draft.beside(target).close();
            assertFalse(Files.exists(renamed), "when its process has ended");
        } finally {
            kill(child);
        }
    }

    @Test
    void filesThatOnlyLookAlikeStay() throws IOException {
        Path target = folder.resolve("out");
        List<Path> alike = Stream.of(".out.tmp", ".out.1-2.tmp", "out.999999999-1-0123456789abcdef.tmp", ".out.old")
                .map(folder::resolve)
                .sorted()
                .toList();
        for (Path file : alike) {
            Files.createFile(file);
        }
        Draft.beside(target).close();
        assertEquals(alike, files());
    }
}
