"""Parquet to Arrow in memory, all columns; flat ones and nested ones."""
import contextlib

import contestants
import data
from contestants import Contestant, interleave, python

WARM_UP = 12
PEERS = ["pyarrow", "duckdb", "polars"]


def measure(options, report):
    file = data.trips(options, 10_000_000)
    nested = data.orders(options, 2_000_000)
    for threads in options.threads:
        warm(options, report, file, threads, "read")
        warm(options, report, nested, threads, "read, nested")
    cold(options, report, file)


def contenders(options, file, threads, is_flat=True):
    for jdk in options.jdks:
        yield f"arrow-share table, {jdk.name}", jdk.java("ReadParquet", file, threads, "table", flags=["-Xmx1g"])
        yield f"arrow-share stream, {jdk.name}", jdk.java("ReadParquet", file, threads, "stream", flags=["-Xmx1g"])
    if threads == 1 and is_flat:
        yield f"parquet-java, records, {options.jdks[0].name}", options.jdks[0].java("ReadWithParquetJava", file)
    for peer in PEERS:
        yield peer, python("read.py", peer, file, threads)


def warm(options, report, file, threads, what):
    with contextlib.ExitStack() as stack:
        running = [stack.enter_context(Contestant(*each)) for each in contenders(options, file, threads, what == "read")]
        contestants.gate(report, running)
        for each in running:
            each.warm(WARM_UP if each.name.startswith("arrow-share") else 2)
        interleave(running, options.repeat)
        values = {each.name: each.seconds for each in running}
    ours = next(iter(values))
    report.table(f"{what}, warm, {threads} thread(s): Parquet to Arrow in memory", values, ours=ours)
    report.goal(f"{what}: ours / pyarrow at equal threads",
                contestants.median(values[ours]) / contestants.median(values["pyarrow"]), 0.6)


def cold(options, report, file):
    """The first read of a fresh process, asked before any other: class loading, imports and compilation are in the process' time."""
    threads = max(options.threads)
    values = {}
    for _ in range(options.repeat):
        for name, command in contenders(options, file, threads):
            with Contestant(name, command) as each:
                each.repeat()
                values.setdefault(name, []).extend(each.seconds)
    report.table(f"read, first call in a fresh process, {threads} thread(s)", values, ours=next(iter(values)))
