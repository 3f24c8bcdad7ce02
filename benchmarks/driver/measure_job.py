"""The whole job, cold: a Parquet file in, one more column, a Parquet file out."""
import os
import shutil

import contestants
import data
from contestants import python, run
from java import ROOT

PEERS = ["pyarrow", "polars", "duckdb"]


def measure(options, report):
    file = data.trips(options, 10_000_000)
    commands = list(contenders(options, file))
    for jdk in options.jdks:
        # Builds the command, which is not timed.
        run([os.path.join(ROOT, "arrow-share"), "--version"], env=jdk.environment())
    expected = None
    values = {}
    for turn in range(options.repeat):
        for name, command, out in commands:
            remove(out)
            seconds, _ = run(command, env=environment(options, name))
            values.setdefault(name, []).append(seconds)
            if turn == 0:
                # Ray writes a folder of files, in whatever order its tasks end.
                found = contestants.checksums(out, *(["trip_id"] if name == "ray" else []))
                expected = expected or found
                contestants.equal(name, found, expected)
                report.line(f"{name}: equal values, {size(out):,} bytes")
    for _, _, out in commands:
        remove(out)
    ours = f"arrow-share --processes 2, {options.jdks[0].name}"
    report.table("job: whole process, cold, 10 M rows, all columns and tip / fare, zstd", values, ours=ours)
    for name in [name for name in values if name.startswith("arrow-share")]:
        for peer in ["pyarrow", "polars"]:
            report.goal(f"job: {name} / {peer}", contestants.median(values[name]) / contestants.median(values[peer]), 1)


def contenders(options, file):
    """pyarrow comes first: its file is what the others are compared with."""
    for peer in [*PEERS, *options.optional]:
        out = os.path.join(options.data, f"job-{peer}.parquet")
        yield peer, python("job.py", peer, file, out), out
    for jdk in options.jdks:
        for workers in ("--threads", "--processes"):
            out = os.path.join(options.data, f"job-{jdk.feature}{workers}.parquet")
            yield (f"arrow-share {workers} 2, {jdk.name}",
                   [os.path.join(ROOT, "arrow-share"), "run", "--input", file, "--map", mapper(), workers, "2",
                    "--output", out, "--compression", "zstd"], out)


def mapper():
    return os.path.join(ROOT, "examples", "TipShare.java")


def environment(options, name):
    for jdk in options.jdks:
        if name.endswith(jdk.name):
            return jdk.environment()
    return None


def size(path):
    if os.path.isdir(path):
        return sum(os.path.getsize(os.path.join(path, name)) for name in os.listdir(path))
    return os.path.getsize(path)


def remove(path):
    shutil.rmtree(path) if os.path.isdir(path) else os.path.exists(path) and os.remove(path)
