"""What grows with batches, and what with workers: bytes and seconds of runs whose batches are tiny."""
import os

import contestants
import data
from contestants import run

BATCHES = [10_000, 100_000, 1_000_000]
WORKERS = [1, 4, 16, 64]
WORKERS_BATCHES = 10_000
ROWS = 64
COLUMNS = ["open, s", "run, s", "heap opened", "heap ended", "private", "workers' private"]


def measure(options, report):
    jdk = options.jdks[0]
    for kind in ("threads", "processes"):
        table(report, f"{kind}(2), by batches", [(f"{n:,} batches", ran(options, jdk, n, kind, 2)) for n in BATCHES])
    for kind in ("threads", "processes"):
        table(report, f"{WORKERS_BATCHES:,} batches, by {kind}", [(f"{n} {kind}", ran(options, jdk, WORKERS_BATCHES, kind, n)) for n in WORKERS])


def ran(options, jdk, batches, kind, workers):
    file = data.made(options, f"tiny-{batches}.arrow", lambda out: jdk.java("Slopes", "write", out, batches))
    found = []
    for _ in range(options.repeat):
        _, printed = run(jdk.java("Slopes", "run", file, kind, workers))
        *figures, rows = printed.split()[-7:]
        if int(rows) != batches * ROWS:
            raise contestants.Failed(f"{batches * ROWS} rows went in, {rows} came out")
        found.append([float(figure) for figure in figures])
    middle = [contestants.median([run[i] for run in found]) for i in range(len(COLUMNS))]
    return [os.path.getsize(file), *middle]


def table(report, title, rows):
    report.line(f"\n## slopes: {title} (medians; MB)")
    report.line(f"{'':20}" + "".join(f"{name:>18}" for name in ["file", *COLUMNS]))
    for name, (size, opened, ran_, *bytes_) in rows:
        cells = [f"{size / 1e6:.1f}", f"{opened:.3f}", f"{ran_:.3f}", *(f"{each / 1e6:.1f}" for each in bytes_)]
        report.line(f"{name:20}" + "".join(f"{cell:>18}" for cell in cells))
