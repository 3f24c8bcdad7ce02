package dev.arrowshare.dataset;

final class MixedPoolTest extends WorkerPoolContract {
    @Override
    Workers workers() {
        return Workers.processes(2).threadsEach(2);
    }
}
