"""Opening a shared Arrow file, and one batch of 20 columns."""
import json
import tempfile

import data
from contestants import python, repeated, run


def measure(options, report):
    data.wide(options, 1_000), data.wide(options, 100_000)
    for jdk in options.jdks:
        warm(options, report, jdk)
    fresh(options, report, data.trips_arrow(options, 10_000_000), "10 million rows")
    fresh(options, report, data.wide(options, 100_000), "100,000 batches")


def warm(options, report, jdk):
    scores = jmh(jdk, "OpenPiece", data=options.data)
    report.line()
    report.line(f"## open, warm, {jdk.name}: JMH, microseconds, close included")
    for (name, parameters), (score, error) in scores.items():
        report.line(f"{name} of {parameters['batches']:>6} batches  {score:10.2f} ± {error:.2f}")
    for (name, parameters), (score, _) in scores.items():
        limit = {"open": 200, "batch": 10}[name]
        report.goal(f"{name} of {parameters['batches']} batches, us, {jdk.name}", score, limit)


def fresh(options, report, file, label):
    other = data.wide(options, 1_000)
    ours = {jdk.name: jdk.java("OpenArrowFile", other, file) for jdk in options.jdks}
    found = repeated(ours, options.repeat, lambda seconds, printed: [float(word) for word in printed.split()])
    values = {f"arrow-share {what}, {name}": [run[i] for run in runs]
              for name, runs in found.items()
              for i, what in enumerate(["first file, with class loading", "open", "first batch"])}
    peers = {what: python("open.py", what, file) for what in ("pyarrow-reader", "pyarrow-batch", "pyarrow-table")}
    theirs = repeated(peers, options.repeat, lambda seconds, printed: float(printed))
    report.table(f"open, once in a fresh process: {label}", {**values, **theirs}, unit="ms", scale=1e3)


def jmh(jdk, piece, **parameters):
    """(benchmark, parameters) → (score, error) of one JMH class."""
    with tempfile.NamedTemporaryFile(suffix=".json") as answers:
        command = jdk.java("pieces." + piece)
        main = [part for part in command if not part.endswith("pieces." + piece)] + ["org.openjdk.jmh.Main"]
        given = [part for name, value in parameters.items() for part in ("-p", f"{name}={value}")]
        run([*main, f"\\b{piece}\\.", *given, "-rf", "json", "-rff", answers.name, "-jvmArgsAppend", " ".join(jdk.flags())])
        return {(found["benchmark"].split(".")[-1], Parameters(found["params"])):
                (found["primaryMetric"]["score"], found["primaryMetric"]["scoreError"])
                for found in json.load(open(answers.name))}


class Parameters(dict):
    def __hash__(self):
        return hash(frozenset(self.items()))
