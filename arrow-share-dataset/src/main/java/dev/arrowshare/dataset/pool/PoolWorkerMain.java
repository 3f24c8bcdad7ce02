package dev.arrowshare.dataset.pool;

import dev.arrowshare.dataset.work.WorkerMain;
import java.io.IOException;

/** The main class of a pool's worker process. */
public final class PoolWorkerMain {
    private PoolWorkerMain() {}

    public static void main(String[] arguments) throws IOException {
        WorkerMain.serve(CallSession::new);
    }
}
