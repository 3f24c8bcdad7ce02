"""Measures arrow-share beside its peers; README.md of this module says what is timed."""
import argparse
import importlib
import os

import contestants
import data
import figures
import java

MEASURES = ["read", "text", "footer", "filter", "encodings", "write", "job", "rows", "open", "memory", "dispatch", "start", "pool", "slopes", "events"]


def arguments():
    parser = argparse.ArgumentParser(prog="benchmarks/run", description=__doc__)
    parser.add_argument("what", choices=["data", "pieces", *MEASURES, "all"])
    parser.add_argument("--data", default=os.path.join(java.MODULE, "target", "data"),
                        help="folder of the data, made when absent (default: %(default)s)")
    parser.add_argument("--repeat", type=int, default=5, help="timed repetitions of each contestant (default: %(default)s)")
    parser.add_argument("--threads", default="1,2", help="thread counts, with commas (default: %(default)s)")
    parser.add_argument("--jdk", action="append", metavar="JAVA_HOME",
                        help="a JDK to run on; again for several (default: JAVA_HOME)")
    parser.add_argument("--with", dest="optional", action="append", default=[], choices=["hf", "ray"],
                        help="also measure a peer that is slow to start")
    parser.add_argument("--files", default=",".join(data.PARQUET), help="what `read` and `write` take, with commas (default: %(default)s)")
    parser.add_argument("--codecs", default="snappy,zstd", help="what their Parquet is compressed with (default: %(default)s)")
    parser.add_argument("--rows", type=int, help="rows of the data, for a quick look (default: those of the README)")
    parser.add_argument("--no-build", action="store_true", help="measure the jars that are there")
    parser.add_argument("--save", action="store_true", help="also write results/<date>-<what>.txt")
    return parser.parse_args()


def main():
    options = arguments()
    homes = options.jdk or [os.environ.get("JAVA_HOME") or java.home_on_path()]
    options.jdks = java.jdks(homes)
    options.threads = [int(n) for n in options.threads.split(",")]
    options.files = options.files.split(",")
    options.codecs = options.codecs.split(",")
    os.makedirs(options.data, exist_ok=True)
    if options.what != "data" and not options.no_build:
        java.build(options.jdks[0])
    for what in MEASURES if options.what == "all" else [options.what]:
        report = figures.Report(what, options.save)
        report.machine(options.jdks)
        importlib.import_module("measure_" + what).measure(options, report)


if __name__ == "__main__":
    try:
        main()
    except contestants.Failed as failure:
        raise SystemExit(f"benchmarks/run: {failure}")
