"""memory.py ENGINE FILE WORKERS: worker processes that each have read every byte of FILE (an Arrow file), all alive at once.
Prints, per worker, PSS and private bytes in kB, then the PSS of everything else that the engine runs. FILE for hf is a folder
that save_to_disk made (made beside FILE when absent)."""
import os
import sys
import time

import numpy as np
import pyarrow as pa


def smaps(pid):
    fields = {}
    for line in open(f"/proc/{pid}/smaps_rollup"):
        parts = line.split()
        if len(parts) == 3:
            fields[parts[0][:-1]] = int(parts[1])
    return fields


def read_all(table):
    total = 0
    for column in table.columns:
        for chunk in column.chunks:
            for buffer in chunk.buffers():
                total += 0 if buffer is None else int(np.frombuffer(buffer, "u1").sum())
    return total


def attach(engine, file):
    if engine == "pyarrow":
        return pa.ipc.open_file(pa.memory_map(file)).read_all()
    import datasets

    return datasets.load_from_disk(file + ".hf").data.table


def measured(barrier, everyone_read):
    """Waits until all workers have read everything, measures, and waits until all have measured."""
    everyone_read()
    time.sleep(0.5)
    own = smaps(os.getpid())
    barrier()
    return own["Pss"], own["Private_Dirty"] + own["Private_Clean"]


def work(engine, file, barrier):
    table = attach(engine, file)
    read_all(table)
    return measured(barrier.wait, barrier.wait)


def in_pool(engine, file, workers):
    import multiprocessing

    spawn = multiprocessing.get_context("spawn")
    with spawn.Manager() as manager, spawn.Pool(workers) as pool:
        barrier = manager.Barrier(workers)
        answers = pool.starmap(work, [(engine, file, barrier)] * workers, chunksize=1)
        report(answers, smaps(os.getpid())["Pss"])


def in_ray(file, workers):
    import psutil
    import ray

    ray.init(num_cpus=workers, log_to_driver=False, logging_level="ERROR", include_dashboard=False, object_store_memory=3 << 30)
    reference = ray.put(pa.ipc.open_file(pa.memory_map(file)).read_all())

    @ray.remote
    class Worker:
        def read(self, references):
            self.table = ray.get(references[0])
            return read_all(self.table)

        def measure(self):
            own = smaps(os.getpid())
            return own["Pss"], own["Private_Dirty"] + own["Private_Clean"], os.getpid()

    actors = [Worker.remote() for _ in range(workers)]
    ray.get([actor.read.remote([reference]) for actor in actors])
    answers = ray.get([actor.measure.remote() for actor in actors])
    pids = {answer[2] for answer in answers}
    rest = 0
    for process in psutil.Process().children(recursive=True):
        if process.pid not in pids:
            rest += smaps(process.pid)["Pss"]
    report(answers, rest)


def report(answers, rest):
    for answer in answers:
        print("worker", answer[0], answer[1])
    print("rest", rest)


if __name__ == "__main__":
    engine, file, workers = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if engine == "hf" and not os.path.exists(file + ".hf"):
        import datasets

        table = pa.ipc.open_file(pa.memory_map(file)).read_all()
        datasets.Dataset(datasets.table.InMemoryTable(table)).save_to_disk(file + ".hf")
    in_ray(file, workers) if engine == "ray" else in_pool(engine, file, workers)
