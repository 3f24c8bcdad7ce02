"""A pool of workers: trivial tasks, short runs of a pool that is kept, a matrix that workers share, MPIRE's own benchmarks."""
import contextlib

import contestants
from contestants import Contestant, interleave, python

TASKS = {"automatic": 1_000_000, "one": 100_000}
TITLES = {"automatic": "trivial tasks, chunks as the pool chooses", "one": "trivial tasks, one a message"}
PEERS = {
    "automatic": ["mpire-fork", "joblib", "multiprocessing-fork"],
    "one": ["multiprocessing-fork", "multiprocessing-spawn", "mpire-fork"],
    "runs": ["mpire-fork", "joblib", "multiprocessing-fork"],
    "matrix": ["mpire-fork", "joblib", "multiprocessing-fork"],
}
JOBS = {
    "convolution": "20 filters over a shared image of 5,000 x 5,000",
    "words": "prefixes of the words of 2,000 documents",
    "network": "784-512-10 network evaluated 50 x 10",
}
LIMITS = {("processes", "automatic"): 1.0, ("threads", "automatic"): 0.2, ("processes", "one"): 8.0}
WARM_UP = 5


def measure(options, report):
    for what, count in TASKS.items():
        values = compared(options, report, what, count, ["processes", "threads"])
        scaled = {name: [seconds / count * 1e6 for seconds in found] for name, found in values.items()}
        report.table(f"pool of 2: {TITLES[what]}, us a task", scaled, unit="us", ours=next(iter(scaled)))
        for jdk in options.jdks:
            for kind in ("processes", "threads"):
                if (kind, what) in LIMITS:
                    name = named(kind, jdk)
                    report.goal(f"{what}, us a task, {name}", contestants.median(scaled[name]), LIMITS[kind, what])
    values = compared(options, report, "runs", 20, ["processes", "threads"])
    runs = {name: [seconds / 5 * 1e3 for seconds in found] for name, found in values.items()}
    report.table("pool of 2, kept: a run of 20 trivial tasks, ms", runs, unit="ms", ours=next(iter(runs)))
    for jdk in options.jdks:
        report.goal(f"a run of a kept pool, ms, {named('processes', jdk)}", contestants.median(runs[named("processes", jdk)]), 5)
    matrix = compared(options, report, "matrix", 100, ["processes"])
    report.table("pool of 4: 100 calls with an 8 MB matrix that is shared", matrix, ours=next(iter(matrix)))
    for jdk in options.jdks:
        report.goal(f"100 calls with a shared matrix, s, {named('processes', jdk)}",
                    contestants.median(matrix[named("processes", jdk)]), 0.004)
    jobs(options, report)


def named(kind, jdk):
    return f"arrow-share {kind}, {jdk.name}"


def compared(options, report, what, count, kinds):
    ours = [(named(kind, jdk), jdk.java("PoolTasks", kind, what, count)) for jdk in options.jdks for kind in kinds]
    theirs = [(name, python("pool_tasks.py", name, what, count)) for name in PEERS[what]]
    return interleaved(options, report, ours, theirs)


def jobs(options, report):
    for what, title in JOBS.items():
        ours = [(named(kind, jdk), jdk.java("PoolJobs", kind, what)) for jdk in options.jdks for kind in ("threads", "processes")]
        values = interleaved(options, report, ours, [("mpire-fork", python("pool_jobs.py", "mpire-fork", what))])
        report.table(f"pool of 2, opened and closed: {title}", values, ours=next(iter(values)))
        peer = contestants.median(values["mpire-fork"])
        for name, _ in ours:
            report.goal(f"{what}: {name} / mpire-fork", contestants.median(values[name]) / peer, 0.5)


def interleaved(options, report, ours, theirs):
    with contextlib.ExitStack() as stack:
        running = [stack.enter_context(Contestant(*each)) for each in ours + theirs]
        contestants.gate(report, running)
        for each in running:
            each.warm(WARM_UP if each.name.startswith("arrow-share") else 1)
        interleave(running, options.repeat)
        return {each.name: each.seconds for each in running}
