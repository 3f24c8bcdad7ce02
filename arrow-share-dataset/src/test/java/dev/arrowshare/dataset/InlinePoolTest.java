package dev.arrowshare.dataset;

final class InlinePoolTest extends WorkerPoolContract {
    @Override
    Workers workers() {
        return Workers.inline();
    }
}
