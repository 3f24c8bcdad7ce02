package dev.arrowshare.dataset.resume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.arrowshare.error.ArrowShareException;
import dev.arrowshare.error.InterruptedRunException;
import dev.arrowshare.error.WorkerFailedException;
import dev.arrowshare.parquet.ParquetWriteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Where a record may be kept, and when one is. */
class ResumptionTest {
    private static final Schema SCHEMA = new Schema(List.of(Field.nullable("id", new ArrowType.Int(64, true))));
    private static final JobIdentity JOB = new JobIdentity(Map.of("the function", "f"));

    @TempDir
    Path outputs;

    private Path target;
    private Path folder;

    @BeforeEach
    void name() {
        target = outputs.resolve("out.parquet");
        folder = outputs.resolve(".out.parquet.resume");
    }

    @AfterEach
    void usualPace() {
        Paces.usual();
    }

    private Resumption begin(Keep keep) {
        return Resumption.begin(target, keep, () -> JOB);
    }

    private static boolean isRecorded(Resumption resumption) {
        var sink = resumption.sink(SCHEMA, ParquetWriteOptions.defaults());
        sink.ifPresent(made -> made.close());
        return sink.isPresent();
    }

    /** A run goes without, unless it is told not to. */
    private void requireLeftAlone(String reason) {
        try (Resumption resumption = begin(Keep.WHEN_KILLED)) {
            assertFalse(isRecorded(resumption));
            assertTrue(resumption.note().startsWith("not recorded: "), resumption.note());
            assertTrue(resumption.note().contains(reason), resumption.note());
            resumption.done();
        }
        ArrowShareException refused = assertThrows(ArrowShareException.class, () -> {
            try (Resumption resumption = begin(Keep.ALWAYS)) {
                isRecorded(resumption);
            }
        });
        assertTrue(refused.getMessage().startsWith("cannot write " + target), refused.getMessage());
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
        Resumption.forget(target);
        assertTrue(Files.exists(folder));
    }

    @Test
    void aFileOfThatNameIsLeftAlone() throws IOException {
        Files.createFile(folder);
        requireLeftAlone(folder.toString());
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aLinkOfThatNameIsLeftAlone() throws IOException {
        Path elsewhere = Files.createDirectory(outputs.resolve("elsewhere"));
        Path file = Files.writeString(elsewhere.resolve("journal"), "mine");
        Files.createSymbolicLink(folder, elsewhere);
        requireLeftAlone(folder.toString());
        assertEquals("mine", Files.readString(file));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aFolderThatOthersMayWriteToIsLeftAlone() throws IOException {
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        requireLeftAlone("others may write to it");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFolderOfAnotherUserIsLeftAlone() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root may give files away");
        Files.createDirectory(folder);
        Files.setOwner(
                folder, folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        requireLeftAlone("it belongs to nobody");
    }

    @Test
    void aSecondRunAtTheSameTimeIsNotRecorded() {
        try (Resumption first = begin(Keep.ALWAYS);
                Resumption second = begin(Keep.ALWAYS)) {
            assertTrue(isRecorded(first));
            assertFalse(isRecorded(second));
            assertEquals("not recorded: another run that writes " + target + " is at work", second.note());
        }
        assertFalse(Files.exists(folder));
    }

    @Test
    void aShortRunThatNobodyAskedToBeResumableWritesNoJournal() {
        try (Resumption resumption = begin(Keep.WHEN_KILLED)) {
            assertTrue(isRecorded(resumption));
            assertFalse(Files.exists(folder.resolve("journal")));
        }
        Paces.atOnce();
        try (Resumption resumption = begin(Keep.WHEN_KILLED)) {
            assertTrue(isRecorded(resumption));
            assertTrue(Files.exists(folder.resolve("journal")));
        }
        assertFalse(Files.exists(folder));
    }

    @Test
    void aRunThatCannotBeToldFromAnotherIsRefusedOnlyWhereItWasAskedFor() {
        JobIdentity.Source unknown = () -> {
            throw new IOException("no class file");
        };
        ArrowShareException refused = assertThrows(ArrowShareException.class, () -> {
            try (Resumption resumption = Resumption.begin(target, Keep.ALWAYS, unknown)) {
                isRecorded(resumption);
            }
        });
        assertEquals(
                target + ": the job is not resumable: its function cannot be told from another one: no class file",
                refused.getMessage());
        Paces.atOnce();
        try (Resumption resumption = Resumption.begin(target, Keep.WHEN_KILLED, unknown)) {
            assertTrue(isRecorded(resumption));
            assertEquals("not recorded any further: no class file", resumption.note());
            resumption.done();
        }
        assertFalse(Files.exists(folder));
    }

    private boolean isKept(Keep keep, RuntimeException failure) {
        try (Resumption resumption = begin(keep)) {
            assertTrue(isRecorded(resumption));
            resumption.recorder().orElseThrow().work(new WorkRecord(List.of(), WorkRecord.NONE, 0, List.of()));
            resumption.failed(failure);
        }
        return Files.exists(folder);
    }

    @Test
    void whatEndsInGoodOrderIsKeptOnlyWhereItWasAskedFor() {
        assertFalse(isKept(Keep.WHEN_KILLED, new IllegalStateException("the function")));
        assertFalse(isKept(Keep.WHEN_KILLED, new InterruptedRunException("Ctrl-C")));
        assertTrue(isKept(Keep.ALWAYS, new InterruptedRunException("Ctrl-C")));
        assertTrue(isKept(Keep.ALWAYS, new IllegalStateException("the function")));
        assertTrue(isKept(Keep.WHEN_KILLED, new WorkerFailedException("a worker")));
    }

    @Test
    void workersThatCtrlCHasKilledAreNoReasonToKeepAnything() {
        try (Resumption resumption = begin(Keep.WHEN_KILLED)) {
            assertTrue(isRecorded(resumption));
            resumption.recorder().orElseThrow().work(new WorkRecord(List.of(), WorkRecord.NONE, 0, List.of()));
            Thread.currentThread().interrupt();
            resumption.failed(new WorkerFailedException("a worker"));
            assertTrue(Thread.interrupted());
        }
        assertFalse(Files.exists(folder));
    }
}
