package dev.arrowshare.parquet.page;

import java.util.List;

/** Waits for threads that were told to end. */
public final class EndingThreads {
    private EndingThreads() {}

    /** Returns when all have ended. An interrupt does not cut that short, since they may still use what their owner frees next; it is kept. */
    public static void await(List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
