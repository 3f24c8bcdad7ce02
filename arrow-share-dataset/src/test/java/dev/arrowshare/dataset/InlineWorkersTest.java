package dev.arrowshare.dataset;

class InlineWorkersTest extends WorkersContract {
    @Override
    Workers workers() {
        return Workers.inline();
    }
}
