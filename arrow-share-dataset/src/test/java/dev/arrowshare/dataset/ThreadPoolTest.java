package dev.arrowshare.dataset;

final class ThreadPoolTest extends WorkerPoolContract {
    @Override
    Workers workers() {
        return Workers.threads(3);
    }
}
