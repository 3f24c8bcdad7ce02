package dev.arrowshare.dataset.work;

import java.util.List;
import java.util.Map;

/**
 * What differs between the JVMs of worker processes.
 *
 * @param mainClass what they run
 * @param heapBytes the most heap of each
 * @param options after those that all have
 * @param environment beside this process's
 */
public record WorkerJvm(String mainClass, long heapBytes, List<String> options, Map<String, String> environment) {
    private static final long LEAST_HEAP = 64L << 20;

    public WorkerJvm {
        options = List.copyOf(options);
        environment = Map.copyOf(environment);
    }

    static WorkerJvm ofRun(int workers) {
        return new WorkerJvm(WorkerMain.class.getName(), heapShare(workers), List.of(), Map.of());
    }

    /** This process's heap, divided among so many. */
    public static long heapShare(int workers) {
        return Math.max(LEAST_HEAP, Runtime.getRuntime().maxMemory() / workers);
    }
}
