"""dispatch.py POOL FILE TASKS: tasks to one worker process, one at a time as far as the pool's interface goes (chunks of one).
Prints microseconds a task, twice: of an empty task, and of one that takes its batch from FILE, an Arrow file that the worker has
mapped. Starting the pool, the first task and opening the file are not timed."""
import sys
import time

import pools

opened = {}


def empty(task):
    return task


def batch_rows(task):
    """The rows of one batch of the mapped file: what a worker of ours is asked for."""
    file, index = task
    if file not in opened:
        import pyarrow as pa

        opened[file] = pa.ipc.open_file(pa.memory_map(file))
    return opened[file].get_batch(index).num_rows


def micros(pool, function, tasks):
    pool.map(function, tasks[:100])
    begin = time.perf_counter()
    pool.map(function, tasks)
    return (time.perf_counter() - begin) / len(tasks) * 1e6


if __name__ == "__main__":
    name, file, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    pool = pools.start(name, 1)
    print(micros(pool, empty, list(range(count))))
    print(micros(pool, batch_rows, [(file, i) for i in range(count)]))
    pool.stop()
