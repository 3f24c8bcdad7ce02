"""The footer of a file of many columns and row groups."""
import contextlib

import contestants
import data
from contestants import Contestant, in_a_row, python

WARM_UP = 30


def measure(options, report):
    file = data.columns(options, 1000, 10_000, 100)
    with contextlib.ExitStack() as stack:
        running = [stack.enter_context(Contestant(*each)) for each in contenders(options, file)]
        contestants.gate(report, running)
        for each in running:
            each.warm(WARM_UP)
        in_a_row(running, options.repeat)
        values = {each.name: each.seconds for each in running}
    ours = next(iter(values))
    report.table("footer of 1,000 columns and 100 row groups opened, warm", values, "ms", ours=ours, scale=1e3)
    report.goal("footer: ours / pyarrow", contestants.median(values[ours]) / contestants.median(values["pyarrow"]), 1.0)
    cold(options, report, file)


def contenders(options, file):
    for jdk in options.jdks:
        yield f"arrow-share, {jdk.name}", jdk.java("OpenParquetFile", file)
    yield "pyarrow", python("footer.py", file)


def cold(options, report, file):
    values = {}
    for _ in range(options.repeat):
        for name, command in contenders(options, file):
            with Contestant(name, command) as each:
                each.repeat()
                values.setdefault(name, []).extend(each.seconds)
    report.table("the same, first call in a fresh process", values, "ms", ours=next(iter(values)), scale=1e3)
