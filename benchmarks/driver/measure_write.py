"""Arrow in memory to Parquet, all columns."""
import contextlib
import os

import contestants
import data
from contestants import Contestant, interleave, python

WARM_UP = 8
PEERS = ["pyarrow", "polars", "duckdb"]


def measure(options, report):
    for what, file in [("trips", data.trips(options, 4_000_000)), ("orders, nested", data.orders(options, 2_000_000))]:
        for codec in ["snappy", "zstd"]:
            for threads in options.threads:
                warm(options, report, what, file, codec, threads)


def held(writer, checksums):
    """Polars drops all but the first of a map's entries that have one key, so its maps are not compared."""
    return " ".join(one for one in checksums.split() if writer != "polars" or not one.startswith("attributes"))


def contenders(options, file, codec, threads):
    for jdk in options.jdks:
        out = os.path.join(options.data, f"out-{jdk.feature}.parquet")
        yield f"arrow-share, {jdk.name}", jdk.java("WriteParquet", file, codec, threads, out, flags=["-Xmx1g"]), out
    for peer in PEERS:
        out = os.path.join(options.data, f"out-{peer}.parquet")
        yield peer, python("write.py", peer, file, codec, threads, out), out


def warm(options, report, what, file, codec, threads):
    expected = contestants.checksums(file)
    outs = {}
    with contextlib.ExitStack() as stack:
        running = []
        for name, command, out in contenders(options, file, codec, threads):
            outs[name] = out
            running.append(stack.enter_context(Contestant(name, command)))
        for each in running:
            each.ask("gate")
            contestants.equal(each.name, held(each.name, contestants.checksums(outs[each.name])), held(each.name, expected))
            each.warm(WARM_UP if each.name.startswith("arrow-share") else 1)
        report.line("gate: pyarrow reads equal values from every file")
        interleave(running, options.repeat)
        values = {each.name: each.seconds for each in running}
    ours = next(iter(values))
    report.table(f"write {what}, warm, {codec}, {threads} thread(s): Arrow in memory to Parquet", values, ours=ours)
    bytes_ = {name: os.path.getsize(out) for name, out in outs.items()}
    for name, out in outs.items():
        report.line(f"{name}: {bytes_[name]:,} bytes")
        os.remove(out)
    for peer, most in [("pyarrow", 0.55), ("polars", 0.8)]:
        report.goal(f"write {what}, {codec}, {threads} thread(s): ours / {peer}",
                    contestants.median(values[ours]) / contestants.median(values[peer]), most)
    report.goal(f"write {what}, {codec}: bytes of ours / pyarrow", bytes_[ours] / bytes_["pyarrow"], 1.03)
