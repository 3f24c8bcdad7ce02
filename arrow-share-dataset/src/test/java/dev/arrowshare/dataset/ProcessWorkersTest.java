package dev.arrowshare.dataset;

class ProcessWorkersTest extends WorkersContract {
    @Override
    Workers workers() {
        return Workers.processes(2);
    }
}
