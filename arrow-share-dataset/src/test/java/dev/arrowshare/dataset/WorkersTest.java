package dev.arrowshare.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class WorkersTest {
    private static final String TEMPORARY = "java.io.tmpdir";

    @Test
    void supportIsToldForEachKind() {
        List<String> kinds = Stream.of(Workers.class.getPermittedSubclasses())
                .map(kind -> kind.getSimpleName().toLowerCase(Locale.ROOT))
                .sorted()
                .toList();

        assertEquals(
                kinds,
                Workers.supported().stream().map(Workers.Support::kind).sorted().toList());
    }

    @Test
    void threadsOfProcessesAreForPools() {
        try (SharedDataset numbers = Numbers.share(10)) {
            IllegalArgumentException failure = assertThrows(
                    IllegalArgumentException.class,
                    () -> numbers.pipeline().workers(Workers.processes(2).threadsEach(3)));
            assertEquals(
                    "processes(2).threadsEach(3) is for a WorkerPool: a pipeline's batches go to one thread a process;"
                            + " use processes(6)",
                    failure.getMessage());
        }
    }

    @Test
    void everyKindIsHeldToTheContract() throws ClassNotFoundException {
        for (Class<?> kind : Workers.class.getPermittedSubclasses()) {
            String singular = kind.getName().replaceAll("Workers\\$|e?s$", "");
            Class<?> test = Class.forName(singular + "WorkersTest");
            assertTrue(WorkersContract.class.isAssignableFrom(test), test::getName);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void everyKindWorksOnLinux() {
        assertTrue(Workers.supported().stream().allMatch(Workers.Support::works), Workers.supported()::toString);
    }

    @Test
    void aFolderWithTooLongAPathForASocketIsNamed(@TempDir Path folder) throws Exception {
        if (System.getenv("ARROW_SHARE_DIR") != null) {
            return;
        }
        String usual = System.getProperty(TEMPORARY);
        Path deep = Files.createDirectories(folder.resolve("deep".repeat(30)));
        System.setProperty(TEMPORARY, deep.toString());
        try {
            Workers.Support processes = Workers.supported().get(2);
            assertFalse(processes.works());
            assertTrue(
                    processes.toString().startsWith("processes: the path of a socket in " + deep), processes::toString);
        } finally {
            System.setProperty(TEMPORARY, usual);
        }
    }

    @Test
    void aSupportSaysWhatIsMissing() {
        assertEquals("threads: works", new Workers.Support("threads", Optional.empty(), List.of()).toString());
        assertEquals(
                "processes: works, but a; b",
                new Workers.Support("processes", Optional.empty(), List.of("a", "b")).toString());
    }
}
