package dev.arrowshare.ipc.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.ClosedException;
import dev.arrowshare.error.StorageFullException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RunFolderTest {
    @TempDir
    private Path parent;

    /** A process that holds a folder, or looks for dead ones. */
    static final class Child {
        public static void main(String[] arguments) throws IOException {
            Path parent = Path.of(arguments[1]);
            if (arguments[0].equals("hold")) {
                System.out.println(RunFolder.createIn(parent).path());
                System.in.read();
            } else {
                System.out.println(RunFolder.reap(parent));
            }
        }
    }

    private String reapElsewhere() throws IOException, InterruptedException {
        Process process = ChildJvm.start(Child.class, "reap", parent);
        String deleted = ChildJvm.firstLine(process);
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        return deleted;
    }

    @Test
    void aFolderIsItsOwnersAloneAndGoesWithIt() throws IOException {
        RunFolder folder = RunFolder.createIn(parent.resolve("home"));
        Path path = folder.path();
        assertTrue(path.getFileName()
                .toString()
                .startsWith("run-" + ProcessHandle.current().pid() + "-"));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path.getParent())));
        Files.createDirectories(path.resolve("deep/er"));
        Files.writeString(path.resolve("deep/er/file"), "x");
        folder.close();
        folder.close();
        assertFalse(Files.exists(path));
        ClosedException e = assertThrows(ClosedException.class, folder::path);
        assertTrue(e.getMessage().contains("closed"), e.getMessage());
    }

    @Test
    void foldersOfLiveOwnersStayWhoeverReaps() throws IOException, InterruptedException {
        Process other = ChildJvm.start(Child.class, "hold", parent);
        Path others = Path.of(ChildJvm.firstLine(other));
        try (RunFolder mine = RunFolder.createIn(parent);
                RunFolder second = RunFolder.createIn(parent)) {
            for (int i = 0; i < 2; i++) {
                assertEquals(0, RunFolder.reap(parent));
                assertEquals("0", reapElsewhere());
            }
            assertTrue(Files.exists(mine.path()) && Files.exists(second.path()) && Files.exists(others));
        } finally {
            other.destroyForcibly();
            assertTrue(other.waitFor(20, TimeUnit.SECONDS));
        }
        assertEquals(1, RunFolder.reap(parent));
        assertFalse(Files.exists(others));
    }

    @Test
    void aKilledOwnersFolderIsDeletedByTheNextRun() throws IOException, InterruptedException {
        Process killed = ChildJvm.start(Child.class, "hold", parent);
        Path path = Path.of(ChildJvm.firstLine(killed));
        Files.writeString(path.resolve("large.arrow"), "bytes");
        killed.destroyForcibly();
        assertTrue(killed.waitFor(20, TimeUnit.SECONDS));
        assertTrue(Files.exists(path));
        try (RunFolder next = RunFolder.createIn(parent)) {
            assertFalse(Files.exists(path));
            assertTrue(Files.exists(next.path()));
        }
    }

    @Test
    void whatIsNoRunFolderIsLeftAlone() throws IOException {
        Path other = Files.createDirectory(parent.resolve("run-away"));
        assertEquals(0, RunFolder.reap(parent));
        assertTrue(Files.exists(other));
        assertEquals(0, RunFolder.reap(parent.resolve("missing")));
    }

    @Test
    void tooLittleSpaceIsRefusedByName() {
        try (RunFolder folder = RunFolder.createIn(parent)) {
            folder.requireSpace(1);
            StorageFullException e =
                    assertThrows(StorageFullException.class, () -> folder.requireSpace(Long.MAX_VALUE));
            assertTrue(e.getMessage().contains(folder.path().toString()), e.getMessage());
            assertTrue(e.getMessage().contains(Long.MAX_VALUE + " bytes are needed"), e.getMessage());
            assertTrue(e.getMessage().contains("ARROW_SHARE_DIR"), e.getMessage());
        }
    }

    @Test
    void aFolderThatOthersMayWriteToIsRefused() throws IOException {
        Path open = Files.createDirectory(parent.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        ArrowShareException e = assertThrows(ArrowShareException.class, () -> RunFolder.createIn(open));
        assertTrue(e.getMessage().contains("other users may write to it"), e.getMessage());
    }
}
