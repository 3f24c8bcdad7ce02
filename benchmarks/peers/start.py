"""start.py POOL WORKERS FILE: seconds until every one of the workers has answered with a batch of FILE, a mapped Arrow file.
Timed from the call that makes the pool; Python and the pool's library are loaded already, as a coordinator's are."""
import importlib
import multiprocessing
import os
import sys
import time

import pools


def batch_rows(task):
    """A batch of the mapped file; the pause keeps one worker from answering for another that still starts."""
    file, workers = task
    import pyarrow as pa

    rows = pa.ipc.open_file(pa.memory_map(file)).get_batch(0).num_rows
    ready = os.path.join(os.environ["BENCH_READY"], str(os.getpid()))
    open(ready, "w").close()
    while len(os.listdir(os.environ["BENCH_READY"])) < workers:
        time.sleep(0.001)
    return rows


if __name__ == "__main__":
    import tempfile

    name, workers, file = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    importlib.import_module({"multiprocessing": "multiprocessing.pool"}.get(name.split("-")[0], name.split("-")[0]))
    with tempfile.TemporaryDirectory() as ready:
        os.environ["BENCH_READY"] = ready
        begin = time.perf_counter()
        pool = pools.start(name, workers)
        pool.map(batch_rows, [(file, workers)] * workers)
        print(time.perf_counter() - begin)
        pool.stop()
