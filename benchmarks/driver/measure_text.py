"""Parquet to Arrow in memory, all columns, text as views or as dictionaries; and a file of nothing but text that has none."""
import contextlib

import contestants
import data
from contestants import Contestant, interleave, python

WARM_UP = 12
SHAPES = ["VIEWS", "DICTIONARY"]


def measure(options, report):
    for threads in options.threads:
        warm(options, report, data.trips(options, 10_000_000), threads, "trips, 4 of 13 columns text", SHAPES)
        warm(options, report, data.words(options, 4_000_000), threads, "text of 5 to 60 bytes without dictionaries", ["VIEWS"])


def contenders(options, file, threads, shapes):
    for jdk in options.jdks:
        for shape in shapes:
            for kind in ("table", "stream"):
                yield (f"arrow-share {shape.lower()}, {kind}, {jdk.name}",
                       jdk.java("ReadParquet", file, threads, kind, shape, flags=["-Xmx1g"]))
    if "DICTIONARY" in shapes:
        yield "pyarrow, dictionaries", python("read.py", "pyarrow-dictionaries", file, threads)
    yield "polars", python("read.py", "polars", file, threads)


def warm(options, report, file, threads, what, shapes):
    with contextlib.ExitStack() as stack:
        running = [stack.enter_context(Contestant(*each)) for each in contenders(options, file, threads, shapes)]
        contestants.gate(report, running)
        for each in running:
            each.warm(WARM_UP if each.name.startswith("arrow-share") else 4)
        interleave(running, options.repeat)
        values = {each.name: each.seconds for each in running}
    report.table(f"text, warm, {threads} thread(s): {what}", values, ours=next(iter(values)))
    for name in [name for name in values if name.startswith("arrow-share")]:
        report.goal(f"{name}, {threads} thread(s): ours / Polars",
                    contestants.median(values[name]) / contestants.median(values["polars"]), 1.0)
