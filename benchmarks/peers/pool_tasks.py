"""pool_tasks.py POOL WHAT COUNT: two or four workers of a pool that is kept, asked again and again.

automatic  COUNT trivial tasks, chunks as the pool chooses
one        the same, one task a message
runs       five calls of twenty trivial tasks
matrix     COUNT calls of a function with an 8 MB matrix that four workers share, as the pool offers it
Answers as serve.py says; the gate is the number of results and their sum."""
import sys

import serve


def plus_one(number):
    return number + 1


class Mpire:
    def __init__(self, workers, method, shared=None):
        import mpire

        self.pool = mpire.WorkerPool(workers, start_method=method, keep_alive=True, shared_objects=shared)

    def map(self, function, items, one):
        return self.pool.map(function, items, chunk_size=1 if one else None)


class Joblib:
    def __init__(self, workers, method=None, shared=None):
        from joblib import Parallel

        self.pool = Parallel(workers)
        self.pool.__enter__()
        self.shared = shared

    def map(self, function, items, one):
        from joblib import delayed

        if self.shared is not None:
            return self.pool(delayed(function)(self.shared, item) for item in items)
        return self.pool(delayed(function)(item) for item in items)


class Multiprocessing:
    def __init__(self, workers, method, shared=None):
        import multiprocessing

        self.pool = multiprocessing.get_context(method).Pool(workers)
        self.shared = shared

    def map(self, function, items, one):
        if self.shared is not None:
            return self.pool.starmap(function, [(self.shared, item) for item in items], chunksize=1)
        return self.pool.map(function, items, chunksize=1 if one else None)


def cell(matrix, index):
    return float(matrix[index % 1000, 0]) + index


def start(name, workers, shared=None):
    library, _, method = name.partition("-")
    return {"mpire": Mpire, "joblib": Joblib, "multiprocessing": Multiprocessing}[library](workers, method, shared)


def main():
    import time

    name, what, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if what == "matrix":
        import numpy

        matrix = numpy.arange(1_000_000, dtype=numpy.float64).reshape(1000, 1000)
        pool = start(name, 4, matrix)
        pool.map(cell, range(4), True)
        work = lambda: pool.map(cell, range(count), False)
    else:
        pool = start(name, 2)
        pool.map(plus_one, range(100), False)
        numbers = range(count)
        if what == "runs":
            work = lambda: [result for _ in range(5) for result in pool.map(plus_one, range(20), False)]
        else:
            work = lambda: pool.map(plus_one, numbers, what == "one")

    def timed():
        begin = time.perf_counter()
        work()
        return time.perf_counter() - begin

    def gate():
        results = work()
        return f"{len(results)} {round(sum(results))}"

    serve.serve(timed, gate)


if __name__ == "__main__":
    main()
