package dev.arrowshare.dataset;

class ThreadWorkersTest extends WorkersContract {
    @Override
    Workers workers() {
        return Workers.threads(3);
    }
}
