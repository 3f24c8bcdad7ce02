"""Until worker processes have answered with a batch of a mapped file."""
import contestants
import data
from contestants import Contestant, python, repeated, run

POOLS = ["multiprocessing-fork", "multiprocessing-spawn", "mpire-spawn", "joblib"]
LIMITS = {1: 0.35, 4: 0.8}


def measure(options, report):
    file = data.wide(options, 1_000)
    pools = POOLS + (["ray"] if "ray" in options.optional else [])
    settle(options)
    for workers, limit in LIMITS.items():
        values = {}
        for _ in range(options.repeat):
            for jdk in options.jdks:
                with Contestant(f"arrow-share, {jdk.name}", jdk.java("StartWorkers", workers)) as each:
                    each.repeat()
                    values.setdefault(each.name, []).extend(each.seconds)
        commands = {pool: python("start.py", pool, workers, file) for pool in pools}
        theirs = repeated(commands, options.repeat, lambda seconds, printed: float(printed))
        report.table(f"start: {workers} worker(s) ready, in a coordinator that has run before",
                     {**values, **theirs}, ours=next(iter(values)))
        for name, seconds in values.items():
            report.goal(f"start of {workers}, s, {name}", contestants.median(seconds), limit)


def settle(options):
    """What is made once for all later runs, the class-data archive of workers, is made now, and a run is not timed."""
    for jdk in options.jdks:
        run(jdk.program("dev.arrowshare.dataset.work.ClassDataArchive"))
        with Contestant(f"arrow-share, {jdk.name}", jdk.java("StartWorkers", 1)) as each:
            each.warm(1)
            if each.ask("gate") != "rows=64":
                raise contestants.Failed("a worker lost rows")
