package dev.arrowshare.publish;

import java.io.IOException;

/** Every change that this package makes to a file system, told before it is made: where a test lets the disk fail or the process end. */
final class Steps {
    private static volatile Observer observer = step -> {};

    private Steps() {}

    /** Who hears of each step. */
    @FunctionalInterface
    interface Observer {
        void before(String step) throws IOException;
    }

    static void observe(Observer newObserver) {
        observer = newObserver;
    }

    static void before(String step) throws IOException {
        observer.before(step);
    }
}
