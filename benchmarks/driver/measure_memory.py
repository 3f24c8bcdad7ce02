"""Memory of four worker processes that have each read every byte of a shared file."""
import os

import data
from contestants import Failed, python, run

WORKERS = 4
OWN_MB = 60


def measure(options, report):
    file = data.trips_arrow(options, 10_000_000)
    mb = os.path.getsize(file) / 1e6
    report.line()
    report.line(f"## memory of {WORKERS} processes that have each read all {mb:.0f} MB, MB (10^6 bytes), PSS")
    report.line(f"{'':24} {'workers':>9} {'- data':>9} {'a worker':>9} {'private each':>13} {'all processes':>14}")
    for jdk in options.jdks:
        own = row(report, f"arrow-share, {jdk.name}", jdk.java("ReadInWorkers", file, WORKERS), mb)
        report.goal(f"memory beside the data a worker, MB, {jdk.name}", own, OWN_MB)
    for peer in ["pyarrow", *options.optional]:
        row(report, peer, python("memory.py", peer, file, WORKERS), mb)


def row(report, name, command, mb):
    workers, private, rest, sums = [], [], 0, set()
    for line in run(command)[1].splitlines():
        words = line.split()
        if words[:1] == ["worker"]:
            workers.append(int(words[1]) * 1024 / 1e6)
            private.append(int(words[2]) * 1024 / 1e6)
            sums.update(words[3:])
        elif words[:1] == ["rest"]:
            rest = int(words[1]) * 1024 / 1e6
    if len(workers) != WORKERS or len(sums) > 1:
        raise Failed(f"{name}: {len(workers)} workers answered, with sums {sums}")
    own = (sum(workers) - mb) / WORKERS
    report.line(f"{name:24} {sum(workers):9.0f} {sum(workers) - mb:9.0f} {own:9.0f} "
                f"{sum(private) / WORKERS:13.0f} {sum(workers) + rest:14.0f}")
    return own
