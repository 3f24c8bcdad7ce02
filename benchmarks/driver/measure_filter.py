"""Two of thirteen columns, and one row in a hundred: scattered over all pages, and together at one place."""
import contextlib

import contestants
import data
from contestants import Contestant, in_a_row, python

WARM_UP = 12
PEERS = ["pyarrow", "duckdb", "polars"]
KINDS = ["columns", "scattered", "together"]


def measure(options, report):
    file = data.PARQUET["trips"](options, "snappy")
    for kind in KINDS:
        for threads in options.threads:
            compare(options, report, kind, file, threads)


def contenders(options, kind, file, threads):
    for jdk in options.jdks:
        yield f"arrow-share, {jdk.name}", jdk.java("ReadFiltered", file, threads, kind)
    for peer in PEERS:
        yield peer, python("filtered.py", peer, file, threads, kind)


def compare(options, report, kind, file, threads):
    with contextlib.ExitStack() as stack:
        running = [stack.enter_context(Contestant(*each)) for each in contenders(options, kind, file, threads)]
        contestants.gate(report, running)
        for each in running:
            each.warm(WARM_UP if each.name.startswith("arrow-share") else 2)
        in_a_row(running, options.repeat)
        values = {each.name: each.seconds for each in running}
        what = f"filter, {kind}, {threads} thread(s)"
        ours = next(iter(values))
        report.table(f"{what}: Parquet to Arrow in memory, warm", values, ours=ours)
        seconds = {each: contestants.median(found) for each, found in values.items()}
        for peer, most in [("pyarrow", 0.6), ("polars", 1.0), ("duckdb", 1.0)]:
            report.goal(f"{what}: {ours} / {peer}", seconds[ours] / seconds[peer], most)
