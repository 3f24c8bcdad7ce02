"""A batch sent to one worker process and answered, by a function that does nothing."""
import contextlib

import contestants
import data
from contestants import Contestant, interleave, python, repeated

BATCHES = [20_000, 100_000]
TASKS = 5_000
POOLS = ["multiprocessing-fork", "multiprocessing-spawn", "mpire-fork", "mpire-spawn"]
LIMIT = 20


def measure(options, report):
    values = ours(options, report)
    file = data.wide(options, TASKS)
    pools = POOLS + (["ray"] if "ray" in options.optional else [])
    commands = {pool: python("dispatch.py", pool, file, TASKS) for pool in pools}
    found = repeated(commands, options.repeat, lambda seconds, printed: [float(line) for line in printed.split()])
    empty = {f"{pool}, empty task": [run[0] for run in runs] for pool, runs in found.items()}
    batch = {f"{pool}, batch of a mapped file": [run[1] for run in runs] for pool, runs in found.items()}
    report.table("dispatch to one process, us a batch or task", {**values, **empty, **batch}, unit="us", ours=next(iter(values)))
    for name, micros in values.items():
        report.goal(f"dispatch, us, {name}", contestants.median(micros), LIMIT)


def ours(options, report):
    values = {}
    for batches in BATCHES:
        with contextlib.ExitStack() as stack:
            running = [stack.enter_context(Contestant(f"arrow-share, {jdk.name}, {batches:,} batches", jdk.java("Dispatch", batches)))
                       for jdk in options.jdks]
            for each in running:
                each.ask("gate")
                each.warm(1)
            interleave(running, options.repeat)
            values.update({each.name: [seconds * 1e6 / (batches - 100) for seconds in each.seconds] for each in running})
    report.line("gate: every batch came back, in order, with its values")
    return values
