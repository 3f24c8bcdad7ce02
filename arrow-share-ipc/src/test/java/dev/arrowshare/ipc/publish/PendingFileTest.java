package dev.arrowshare.ipc.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "permissions are compared as POSIX has them")
class PendingFileTest {
    @TempDir
    private Path folder;

    private static String written(Path target) throws IOException {
        try (PendingFile file = PendingFile.beside(target)) {
            assertEquals("rw-------", permissions(file.path()), "while it is written");
            file.write(new ByteBuffer[] {ByteBuffer.wrap(new byte[10])}, 1);
            file.publish();
        }
        return permissions(target);
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void aNewFileGetsThePermissionsOfNewFiles() throws IOException {
        String usual = permissions(Files.createFile(folder.resolve("other")));
        assertEquals(usual, written(folder.resolve("new.arrow")));
    }

    @Test
    void aReplacedFileKeepsItsPermissions() throws IOException {
        Path target = Files.writeString(folder.resolve("old.arrow"), "old");
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-rw-r--"));
        assertEquals("rw-rw-r--", written(target));
    }

    @Test
    void aFileInARunFolderStaysItsOwners() throws IOException {
        try (RunFolder run = RunFolder.createIn(folder)) {
            assertEquals("rw-------", written(run.path().resolve("shared.arrow")));
        }
    }

    @Test
    void whatADeadWriterOfTheSameTargetLeftIsDeleted() throws IOException {
        Path left = Files.createFile(folder.resolve(".out.arrow.999999999-1-0123456789abcdef.tmp"));
        written(folder.resolve("out.arrow"));
        assertFalse(Files.exists(left));
    }
}
