"""Each encoding and type alone, uncompressed, on one thread: bytes of Arrow a second, beside what this machine copies."""
import contextlib
import os
import time

import contestants
import data
import numpy
import pyarrow.parquet as pq
from contestants import Contestant, interleave, python

WARM_UP = 20
PEERS = ["pyarrow", "polars"]


def measure(options, report):
    copied = memcpy(options.repeat)
    report.line(f"memcpy of 32 MiB that are in no cache, one thread: {copied / 1e9:.1f} GB/s")
    folder = data.encodings(options, 4_000_000)
    for jdk in options.jdks:
        report.line()
        report.line(f"## {jdk.name}, 1 thread (load {os.getloadavg()[0]:.2f})")
        report.line(f"{'encoding, type':40} {'MB Arrow':>8} {'GB/s':>6} {'of memcpy':>9}" + "".join(f" {'ours / ' + peer:>14}" for peer in PEERS))
        for name in sorted(os.listdir(folder)):
            report.line(row(options, jdk, os.path.join(folder, name), copied))


def row(options, jdk, file, copied):
    size = pq.read_table(file).nbytes
    commands = {"ours": jdk.java("ReadParquet", file, 1, "stream", flags=["-Xmx512m"])}
    commands.update((peer, python("read.py", peer, file, 1)) for peer in PEERS)
    with contextlib.ExitStack() as stack:
        running = {name: stack.enter_context(Contestant(name, command)) for name, command in commands.items()}
        expected = running["pyarrow"].ask("gate")
        contestants.equal("ours", running["ours"].ask("gate"), expected)
        if not reads(running["polars"], expected):
            del running["polars"]
        for each in running.values():
            each.warm(WARM_UP if each.name == "ours" else 3)
        interleave(running.values(), options.repeat)
        seconds = {each.name: contestants.median(each.seconds) for each in running.values()}
    ours = seconds["ours"]
    label = os.path.basename(file).removesuffix(".parquet")
    return (f"{label:40} {size / 1e6:8.1f} {size / ours / 1e9:6.2f} {size / ours / copied:9.0%}"
            + "".join(f" {ours / seconds[peer]:14.2f}" if peer in seconds else f" {'refused':>14}" for peer in PEERS))


def reads(polars, expected):
    """Polars does not know every encoding of every type."""
    try:
        found = polars.ask("gate")
    except contestants.Failed:
        return False
    contestants.equal("polars", found, expected)
    return True


def memcpy(repetitions):
    source = numpy.ones(4 << 20)
    target = numpy.zeros(4 << 20)
    best = float("inf")
    for _ in range(10 * repetitions):
        begin = time.perf_counter()
        numpy.copyto(target, source)
        best = min(best, time.perf_counter() - begin)
    return source.nbytes / best
