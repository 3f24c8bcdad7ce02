package dev.arrowshare.dataset.work;

import dev.arrowshare.dataset.event.RunEvent;
import dev.arrowshare.dataset.event.RunEvents;
import dev.arrowshare.dataset.event.WorkerEvents;
import dev.arrowshare.memory.Allocators;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What is said of memory, as Linux tells it in a few microseconds. */
public final class MemoryWords {
    private MemoryWords() {}

    /** Of this process. */
    public static void ofCoordinator(RunEvents run) {
        say(
                run,
                OptionalInt.empty(),
                ProcessHandle.current().pid(),
                Allocators.root().getAllocatedMemory());
    }

    static void ofProcess(WorkerEvents worker, long process) {
        say(worker.run(), OptionalInt.of(worker.worker()), process, 0);
    }

    /** Nothing of a process that has ended, and where the platform does not tell. */
    private static void say(RunEvents run, OptionalInt worker, long process, long allocated) {
        ProcStatus status = ProcStatus.of(process);
        if (status.residentBytes() == 0) {
            return;
        }
        long ofFiles = status.residentBytes() - status.privateBytes();
        run.say((id, now) -> new RunEvent.MemorySampled(
                id, now, worker, process, status.privateBytes(), ofFiles, OptionalLong.empty(), allocated));
    }
}
