"""Parquet to Arrow in memory, all columns: flat ones, nested ones, many, and such as TPC-H has."""
import contextlib

import contestants
import data
from contestants import Contestant, in_a_row, interleave, python

WARM_UP = 12
PEERS = ["pyarrow", "duckdb", "polars"]
JNI = "arrow-dataset through JNI, stream"
PARQUET_JAVA = "parquet-java, records"


def measure(options, report):
    for name in options.files:
        for codec in options.codecs:
            file = data.PARQUET[name](options, codec)
            for threads in options.threads:
                warm(options, report, name, codec, file, threads)
    cold(options, report, data.trips(options, 10_000_000))


def contenders(options, name, codec, file, threads):
    for jdk in options.jdks:
        yield f"arrow-share table, {jdk.name}", jdk.java("ReadParquet", file, threads, "table")
        yield f"arrow-share stream, {jdk.name}", jdk.java("ReadParquet", file, threads, "stream")
    on = options.jdks[0]
    if name != "orders":
        yield JNI, ["env", f"OMP_NUM_THREADS={threads}", *on.java("ReadWithArrowDataset", file, flags=on.opened_for_native_code())]
    if threads == 1 and name == "trips" and codec == "snappy":
        yield PARQUET_JAVA, on.java("ReadWithParquetJava", file)
    for peer in PEERS:
        yield peer, python("read.py", peer, file, threads)


def warm(options, report, name, codec, file, threads):
    with contextlib.ExitStack() as stack:
        running = [stack.enter_context(Contestant(*each)) for each in contenders(options, name, codec, file, threads)]
        contestants.gate(report, running)
        for each in running:
            each.warm(WARM_UP if each.name.startswith("arrow-share") else 2)
        for manner, repeat in [("in turns", interleave), ("in a row", in_a_row)]:
            repeat(running, options.repeat)
            standing(report, name, f"read {name}, {codec}, {threads} thread(s), {manner}", {each.name: each.seconds for each in running})


def standing(report, name, what, values):
    table, stream = list(values)[:2]
    report.table(f"{what}: Parquet to Arrow in memory, warm", values, ours=table)
    seconds = {each: contestants.median(found) for each, found in values.items()}
    for ours, peer, most in [(table, "pyarrow", 0.6 if name == "orders" else 0.5), (table, "duckdb", 0.35), (stream, JNI, 0.6),
                             (stream, PARQUET_JAVA, 0.1)]:
        if peer in seconds:
            report.goal(f"{what}: {ours} / {peer}", seconds[ours] / seconds[peer], most)


def cold(options, report, file):
    """The first read of a fresh process, asked before any other: class loading, imports and compilation are in the process' time."""
    threads = max(options.threads)
    values = {}
    for _ in range(options.repeat):
        for name, command in contenders(options, "trips", "snappy", file, threads):
            with Contestant(name, command) as each:
                each.repeat()
                values.setdefault(name, []).extend(each.seconds)
    report.table(f"read, first call in a fresh process, {threads} thread(s)", values, ours=next(iter(values)))
