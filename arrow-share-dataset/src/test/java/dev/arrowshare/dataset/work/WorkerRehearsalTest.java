package dev.arrowshare.dataset.work;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class WorkerRehearsalTest {
    /** Workers would start without an archive, three times as slowly, and nothing else would show it. */
    @Test
    @Timeout(60)
    void theRehearsalKeepsToTheConversation(@TempDir Path folder) {
        assertDoesNotThrow(() -> WorkerRehearsal.main(new String[] {folder.toString()}));
    }
}
