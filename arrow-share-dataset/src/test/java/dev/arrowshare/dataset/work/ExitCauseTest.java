package dev.arrowshare.dataset.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ExitCauseTest {
    @Test
    void aGoodbyeTellsAnExitCodeFromASignal() {
        assertEquals("exited with code 137", new ExitCause(137, true).describe());
        assertEquals(
                "was probably killed by SIGKILL (exit code 137, perhaps by the system for want of memory)",
                new ExitCause(137, false).describe());
    }

    @Test
    void aTerminationSignalLetsTheWorkerSayGoodbye() {
        assertEquals("was ended by SIGTERM (exit code 143)", new ExitCause(143, true).describe());
    }

    @Test
    void aSmallCodeIsAnExitEvenInSilence() {
        assertEquals("exited with code 3", new ExitCause(3, false).describe());
        assertEquals("exited with code 200", new ExitCause(200, false).describe());
    }
}
