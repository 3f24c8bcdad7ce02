"""A function by row over 500,000 rows of text and number, from an Arrow file to an Arrow file."""
import contextlib

import contestants
import data
from contestants import Contestant, in_a_row, python

WARM_UP = 12
KINDS = ["identity", "compute", "filter"]
LIMIT = 0.15


def measure(options, report):
    file = data.lines(options, 500_000)
    for kind in KINDS:
        compare(options, report, kind, file)


def contenders(options, kind, file):
    for jdk in options.jdks:
        for threads in options.threads:
            yield f"arrow-share, {threads} thread(s), {jdk.name}", jdk.java("MapRows", file, threads, kind)
    if "hf" in options.optional:
        yield "Hugging Face, by row", python("rows.py", "hf", file, kind)
        yield "Hugging Face, batches of 1,000", python("rows.py", "hf-batched", file, kind)
    yield "polars, by row", python("rows.py", "polars", file, kind)
    yield "pyarrow, by row", python("rows.py", "pyarrow", file, kind)


def compare(options, report, kind, file):
    with contextlib.ExitStack() as stack:
        running = [stack.enter_context(Contestant(*each)) for each in contenders(options, kind, file)]
        first = {each.name: [float(each.ask("time"))] for each in running if each.name.startswith("arrow-share")}
        contestants.gate(report, running)
        for each in running:
            each.warm(WARM_UP if each.name.startswith("arrow-share") else 1)
        in_a_row(running, options.repeat)
        values = {each.name: each.seconds for each in running}
        report.table(f"rows, {kind}: Arrow file to Arrow file, the first time in its process", first)
        report.table(f"rows, {kind}: Arrow file to Arrow file, warm", values, ours=next(iter(values)))
        for name in first:
            report.goal(f"rows, {kind}, s, {name}", contestants.median(values[name]), LIMIT)
