package dev.arrowshare.dataset.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelKillsTest {
    @TempDir
    Path groups;

    @Test
    void version2CountsInTheGroupsEvents() throws IOException {
        Path group = Files.createDirectories(groups.resolve("user.slice/job"));
        Files.writeString(
                group.resolve("memory.events"), "low 0\nhigh 0\nmax 7\noom 2\noom_kill 3\noom_group_kill 0\n");

        assertEquals(3, KernelKills.ofGroup(List.of("0::/user.slice/job"), groups));
    }

    @Test
    void version1CountsWithItsControl() throws IOException {
        Path group = Files.createDirectories(groups.resolve("memory/job"));
        Files.writeString(group.resolve("memory.oom_control"), "oom_kill_disable 0\nunder_oom 0\noom_kill 5\n");

        assertEquals(5, KernelKills.ofGroup(List.of("9:cpu,memory:/job", "0::/"), groups));
    }

    @Test
    void noCounterIsNoZero() {
        assertEquals(KernelKills.UNTOLD, KernelKills.ofGroup(List.of("0::/gone", "nonsense"), groups));
        KernelKills untold = new KernelKills(KernelKills.UNTOLD, KernelKills.UNTOLD);
        assertFalse(untold.isSureSince(untold));
        assertFalse(untold.hasGrownSince(untold));
        assertTrue(new KernelKills(1, 1).hasGrownSince(new KernelKills(0, 0)));
    }

    @Test
    void statusTellsWhatIsHeldAndWhetherItStands() {
        assertEquals(
                new ProcStatus(1_234 * 1024, 1_000 * 1024, true),
                ProcStatus.parse(
                        "Name:\tjava\nState:\tT (stopped)\nVmPeak:\t 9 kB\nVmRSS:\t    1234 kB\nRssAnon:\t    1000 kB\n"));
        assertEquals(new ProcStatus(0, 0, false), ProcStatus.parse("Name:\tjava\nState:\tZ (zombie)\n"));
    }
}
