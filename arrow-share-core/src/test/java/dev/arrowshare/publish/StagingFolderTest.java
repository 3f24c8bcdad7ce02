package dev.arrowshare.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingFolderTest {
    @TempDir
    Path folder;

    @Test
    void whatWasWrittenIsThereForTheNextOwner() throws IOException {
        Path target = folder.resolve("out");
        try (StagingFolder first = StagingFolder.claim(target).orElseThrow();
                StagedFile file = first.file("journal")) {
            assertFalse(first.has("journal"));
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        }
        assertTrue(StagingFolder.isThere(target));
        try (StagingFolder second = StagingFolder.claim(target).orElseThrow();
                StagedFile file = second.file("journal")) {
            assertTrue(second.has("journal"));
            assertEquals(3, file.size());
            second.delete();
        }
        assertFalse(StagingFolder.isThere(target));
    }

    @Test
    void onlyOneHasIt() throws IOException {
        Path target = folder.resolve("out");
        StagingFolder first = StagingFolder.claim(target).orElseThrow();
        assertTrue(StagingFolder.claim(target).isEmpty());
        first.close();
        first.close();
        try (StagingFolder second = StagingFolder.claim(target).orElseThrow()) {
            assertTrue(StagingFolder.claim(target).isEmpty());
            second.delete();
        }
    }

    @Test
    void ownersThatDeleteItWhileOthersClaimItAreNeverTwo() throws InterruptedException, ExecutionException {
        Path target = folder.resolve("out");
        AtomicInteger owners = new AtomicInteger();
        AtomicInteger claims = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            var runs = IntStream.range(0, 4)
                    .mapToObj(i -> threads.submit(() -> {
                        for (int round = 0; round < 200; round++) {
                            StagingFolder mine = StagingFolder.claim(target).orElse(null);
                            if (mine != null) {
                                claims.incrementAndGet();
                                assertEquals(1, owners.incrementAndGet());
                                owners.decrementAndGet();
                                mine.delete();
                            }
                        }
                        return null;
                    }))
                    .toList();
            for (Future<?> run : runs) {
                run.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertTrue(claims.get() > 0);
        assertFalse(StagingFolder.isThere(target));
    }

    @Test
    void aFileOfItsNameIsNotTakenForIt() throws IOException {
        Path target = folder.resolve("out");
        Files.createFile(folder.resolve(".out.resume"));
        assertFalse(StagingFolder.isThere(target));
        assertThrows(FileSystemException.class, () -> StagingFolder.claim(target));
        assertTrue(Files.exists(folder.resolve(".out.resume")));
    }

    @Test
    void anUnpublishedDraftStaysAndAPublishedOneIsTheTarget() throws IOException {
        Path target = folder.resolve("out");
        StagingFolder first = StagingFolder.claim(target).orElseThrow();
        try (first;
                Draft draft = Draft.staged(first, target)) {
            draft.bytes().write(ByteBuffer.wrap(new byte[] {1, 2}));
        }
        StagingFolder second = StagingFolder.claim(target).orElseThrow();
        try (second;
                Draft draft = Draft.staged(second, target)) {
            draft.bytes().truncate(1);
            draft.publishSynced();
            second.delete();
        }
        assertEquals(1, Files.size(target));
        assertFalse(StagingFolder.isThere(target));
    }
}
