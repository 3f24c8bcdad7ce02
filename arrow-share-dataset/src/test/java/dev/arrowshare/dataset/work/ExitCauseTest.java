package dev.arrowshare.dataset.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.arrowshare.error.PostMortem.Memory;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExitCauseTest {
    @Test
    void aGoodbyeTellsAnExitCodeFromASignal() {
        assertEquals("exited with code 137", new ExitCause(137, true).describe());
        assertEquals("was probably killed by SIGKILL (exit code 137)", new ExitCause(137, false).describe());
    }

    @Test
    void aTerminationSignalLetsTheWorkerSayGoodbye() {
        assertEquals("was ended by SIGTERM (exit code 143)", new ExitCause(143, true).describe());
    }

    @Test
    void aKillIsTheKernelsWhenItHasKilledSince() {
        ExitCause killed = new ExitCause(137, false);
        KernelKills before = new KernelKills(3, 8);
        assertEquals(Memory.KERNEL, killed.memory(List.of(), before, new KernelKills(4, 9)));
        assertEquals(Memory.ENOUGH, killed.memory(List.of(), before, before));
        KernelKills untold = new KernelKills(KernelKills.UNTOLD, KernelKills.UNTOLD);
        assertEquals(Memory.UNKNOWN, killed.memory(List.of(), untold, untold));
        assertEquals(Memory.UNKNOWN, killed.memory(List.of(), new KernelKills(-1, 8), new KernelKills(-1, 9)));
        assertEquals(Memory.ENOUGH, new ExitCause(137, true).memory(List.of(), before, new KernelKills(4, 9)));
    }

    @Test
    void aFullHeapAndWantOfNativeMemoryAreToldByTheJvm() {
        KernelKills none = new KernelKills(0, 0);
        assertEquals(Memory.HEAP, new ExitCause(WorkerMain.OUT_OF_HEAP, false).memory(List.of(), none, none));
        assertEquals(Memory.ENOUGH, new ExitCause(WorkerMain.OUT_OF_HEAP, true).memory(List.of(), none, none));
        List<String> said = List.of("# There is insufficient memory for the Java Runtime Environment to continue.");
        assertEquals(Memory.NATIVE, new ExitCause(1, false).memory(said, none, none));
    }

    @Test
    void aSmallCodeIsAnExitEvenInSilence() {
        assertEquals("exited with code 3", new ExitCause(3, false).describe());
        assertEquals("exited with code 200", new ExitCause(200, false).describe());
    }
}
