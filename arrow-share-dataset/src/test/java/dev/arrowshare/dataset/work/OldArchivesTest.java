package dev.arrowshare.dataset.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OldArchivesTest {
    private static final Duration WEEK = Duration.ofDays(7);

    @TempDir
    private Path folder;

    private Path file(String name, Duration age) throws IOException {
        Path file = Files.createFile(folder.resolve(name));
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
        return file;
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatLayWhereOurJarsLieIsReplacedAndOthersStayForAWeek() throws IOException {
        Path current = file("classes-aa-22-c0.1.jsa", Duration.ZERO);
        file("classes-aa-11-c0.1.jsa", Duration.ofHours(1));
        file("classes-aa-22-c1.1.jsa", Duration.ofHours(1));
        file("classes-aa-22.jsa", Duration.ofHours(1));
        file("classes-bb-11-c0.1.jsa", WEEK.minusHours(1));
        file("classes-bb-22-c0.1.jsa", WEEK.plusHours(1));
        file("classes-0123456789abcdef.jsa", WEEK.plusHours(1));
        file("classes-77.unfinished", WEEK.plusHours(1));
        file("classes-78.unfinished", Duration.ofSeconds(1));
        file("other.jsa", WEEK.plusHours(1));

        new OldArchives(current).delete();

        assertEquals(
                List.of("classes-78.unfinished", "classes-aa-22-c0.1.jsa", "classes-bb-11-c0.1.jsa", "other.jsa"),
                left());
    }

    @Test
    void useKeepsAnArchiveYoung() throws IOException {
        Path used = file("classes-bb-11-c0.1.jsa", WEEK.plusHours(1));

        assertTrue(OldArchives.noteUse(used));
        new OldArchives(file("classes-aa-11-c0.1.jsa", Duration.ZERO)).delete();

        assertTrue(Files.exists(used));
        assertFalse(OldArchives.noteUse(folder.resolve("classes-cc-11-c0.1.jsa")));
    }
}
