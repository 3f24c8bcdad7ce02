"""Arrow in memory to Parquet, all columns."""
import contextlib
import os

import contestants
import data
from contestants import Contestant, interleave, python

WARM_UP = 8
PEERS = ["pyarrow", "polars", "duckdb"]


def measure(options, report):
    file = data.trips(options, 4_000_000)
    for codec in ["snappy", "zstd"]:
        for threads in options.threads:
            warm(options, report, file, codec, threads)


def contenders(options, file, codec, threads):
    for jdk in options.jdks:
        out = os.path.join(options.data, f"out-{jdk.feature}.parquet")
        yield f"arrow-share, {jdk.name}", jdk.java("WriteParquet", file, codec, threads, out, flags=["-Xmx1g"]), out
    for peer in PEERS:
        out = os.path.join(options.data, f"out-{peer}.parquet")
        yield peer, python("write.py", peer, file, codec, threads, out), out


def warm(options, report, file, codec, threads):
    expected = contestants.checksums(file)
    outs = {}
    with contextlib.ExitStack() as stack:
        running = []
        for name, command, out in contenders(options, file, codec, threads):
            outs[name] = out
            running.append(stack.enter_context(Contestant(name, command)))
        for each in running:
            each.ask("gate")
            contestants.equal(each.name, contestants.checksums(outs[each.name]), expected)
            each.warm(WARM_UP if each.name.startswith("arrow-share") else 1)
        report.line("gate: pyarrow reads equal values from every file")
        interleave(running, options.repeat)
        values = {each.name: each.seconds for each in running}
    ours = next(iter(values))
    report.table(f"write, warm, {codec}, {threads} thread(s): Arrow in memory to Parquet", values, ours=ours)
    for name, out in outs.items():
        report.line(f"{name}: {os.path.getsize(out):,} bytes")
        os.remove(out)
    report.goal(f"write {codec}, {threads} thread(s): ours / pyarrow",
                contestants.median(values[ours]) / contestants.median(values["pyarrow"]), 0.7)
