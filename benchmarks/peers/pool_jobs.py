"""pool_jobs.py POOL WHAT: MPIRE's own three benchmarks, by two workers, as PoolJobs.java has them.

convolution  twenty filters of 4 x 4 over an image of 5,000 x 5,000 that workers share, every fifth row and column returned
words        prefixes of the words of 2,000 documents counted; each worker gives back those that are frequent when it ends
network      a network of 784, 512 and 10 neurons, made when a worker starts, evaluated 10 times in each of 50 calls
Timed: starting the pool, the work, ending the pool. Answers as serve.py says; the gate is the sum of all results."""
import os

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[variable] = "1"

import sys
import time
from collections import defaultdict

import numpy as np

import serve

WORKERS = 2


def make_image():
    rows, columns = np.arange(5_000)[:, None], np.arange(5_000)[None, :]
    return ((rows * 31 + columns * 17) % 255).astype("float64")


def convolved(image, number):
    from scipy.signal import convolve2d

    random_filter = ((np.arange(16) + number) % 7 - 3).astype("float64").reshape(4, 4)
    return np.ascontiguousarray(convolve2d(image, random_filter)[::5, ::5])


def mixed(value):
    return ((value * 2_654_435_761 & 0xFFFFFFFF) ^ (value * 40_503 >> 7)) & 0xFFFFFF


def word(index):
    return bytes(97 + (((index * 2_654_435_761 + k * 2_246_822_519) & 0xFFFFFFFF) >> 16) % 26 for k in range(20))


VOCABULARY = [word(index) for index in range(20_000)]


def document(number):
    count = 1_500 if number % 2 == 0 else 500
    drawn = (mixed(number * 2_000 + i) for i in range(count))
    return [VOCABULARY[(d * d >> 24) * 20_000 >> 24] for d in drawn]


class PrefixCounts:
    def __init__(self):
        self.counts = defaultdict(int)

    def add(self, document):
        total = 0
        for each in document:
            for end in range(1, len(each)):
                self.counts[each[:end]] += 1
                total += end
        return total

    def popular(self):
        return [prefix for prefix, count in self.counts.items() if count > 3]


class Network:
    def __init__(self):
        self.images = self.made(32 * 784, 13, 4, 0).reshape(32, 784)
        self.first = self.made(784 * 512, 7, 5, -2).reshape(784, 512)
        self.second = self.made(512 * 10, 11, 3, -1).reshape(512, 10)

    @staticmethod
    def made(count, factor, modulus, least):
        i = np.arange(count)
        return ((i // 3 * factor + i) % modulus + least).astype("float32")

    def evaluate(self, index):
        return np.maximum(self.images @ self.first, 0) @ self.second + index


def count_words(state, words):
    return state["counts"].add(words)


def start_words(state):
    state["counts"] = PrefixCounts()


def popular_words(state):
    return state["counts"].popular()


def start_network(state):
    state["network"] = Network()


def evaluate(state, index):
    return state["network"].evaluate(index)


class Mpire:
    def __init__(self, method):
        self.method = method

    def pool(self, **options):
        from mpire import WorkerPool

        return WorkerPool(WORKERS, start_method=self.method, **options)

    def convolution(self):
        with self.pool(shared_objects=IMAGE) as pool:
            return sum(float(result.sum()) for result in pool.imap(convolved, range(20)))

    def words(self):
        from mpire.utils import make_single_arguments

        with self.pool(use_worker_state=True) as pool:
            total = sum(pool.map_unordered(count_words, make_single_arguments(DOCUMENTS), iterable_len=len(DOCUMENTS),
                                           worker_init=start_words, worker_exit=popular_words))
            assert all(pool.get_exit_results()), "a worker counted nothing"
            return total

    def network(self):
        total = 0
        with self.pool(use_worker_state=True, keep_alive=True, cpu_ids=list(range(WORKERS))) as pool:
            for _ in range(50):
                total += sum(float(result.sum()) for result in pool.imap_unordered(evaluate, range(10), worker_init=start_network))
        return total


def main():
    global IMAGE, DOCUMENTS
    name, what = sys.argv[1], sys.argv[2]
    IMAGE = make_image() if what == "convolution" else None
    DOCUMENTS = [document(number) for number in range(2_000)] if what == "words" else None
    work = getattr(Mpire(name.partition("-")[2]), what)

    def timed():
        begin = time.perf_counter()
        work()
        return time.perf_counter() - begin

    serve.serve(timed, lambda: str(round(work())))


if __name__ == "__main__":
    main()
