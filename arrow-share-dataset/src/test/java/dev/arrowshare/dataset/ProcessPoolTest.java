package dev.arrowshare.dataset;

final class ProcessPoolTest extends WorkerPoolContract {
    @Override
    Workers workers() {
        return Workers.processes(2);
    }
}
