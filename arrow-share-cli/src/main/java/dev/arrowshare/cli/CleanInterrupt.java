package dev.arrowshare.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C: the command's thread is interrupted, and the JVM waits until it has stopped its workers and deleted its files. The exit
 * code is then the shell's convention for the signal (130 for SIGINT), which the JVM sets itself.
 */
final class CleanInterrupt {
    private static final long SECONDS_TO_CLEAN_UP = 30;

    private final CountDownLatch finished = new CountDownLatch(1);

    private CleanInterrupt() {}

    static CleanInterrupt install(Thread command) {
        CleanInterrupt interrupt = new CleanInterrupt();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupt.stop(command), "arrow-share-interrupt"));
        return interrupt;
    }

    /** Says that the command has ended by itself, so that there is nothing to wait for. */
    void finished() {
        finished.countDown();
    }

    private void stop(Thread command) {
        if (finished.getCount() == 0) {
            return;
        }
        command.interrupt();
        try {
            if (!finished.await(SECONDS_TO_CLEAN_UP, TimeUnit.SECONDS)) {
                System.err.println("arrow-share: the command did not stop within " + SECONDS_TO_CLEAN_UP + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
