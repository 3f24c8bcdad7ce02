"""What it costs to listen to the events of runs: the same work with a listener and without one, in turns."""
import contextlib

import contestants
from contestants import Contestant, interleave

TASKS = 1_000_000
BATCHES = 20_000
WORK = {
    f"pool of 2 threads, {TASKS:,} trivial tasks": ["PoolTasks", "threads", "automatic", TASKS],
    f"pool of 2 processes, {TASKS:,} trivial tasks": ["PoolTasks", "processes", "automatic", TASKS],
    f"pipeline of 1 process, {BATCHES:,} tiny batches": ["Dispatch", BATCHES],
}
LIMIT = 1.02
WARM_UP = 10


def measure(options, report):
    for what, command in WORK.items():
        for jdk in options.jdks:
            values = compared(options, report, jdk, command)
            report.table(f"{what}, {jdk.name}, s", values, ours="heard")
            quotient = contestants.median(values["heard"]) / contestants.median(values["unheard"])
            report.goal(f"time with a listener by time without, {what}, {jdk.name}", quotient, LIMIT)


def compared(options, report, jdk, command):
    with contextlib.ExitStack() as stack:
        running = [stack.enter_context(Contestant(name, jdk.java(*command, *more)))
                   for name, more in (("unheard", []), ("heard", ["heard"]))]
        contestants.gate(report, running)
        for each in running:
            each.warm(WARM_UP)
        interleave(running, 4 * options.repeat)
        return {each.name: each.seconds for each in running}
