package dev.arrowshare.dataset.work;

/** A thread of a crew. Its interrupt flag is ours: it must not be set while the thread reads from a shared channel. */
final class WorkerThread extends Thread {
    WorkerThread(Runnable work, int worker) {
        super(work, "arrow-share-worker-" + worker);
        setDaemon(true);
    }
}
