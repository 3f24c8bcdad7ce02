"""Tables of what was measured, on the terminal and in a file of results."""
import datetime
import importlib.metadata
import os
import platform
import statistics

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Report:
    """Everything that one run of `benchmarks/run` says."""

    def __init__(self, what, save):
        self.file = None
        if save:
            name = f"{datetime.date.today()}-{what}.txt"
            self.file = open(os.path.join(HERE, "results", name), "w")

    def line(self, text=""):
        print(text, flush=True)
        if self.file:
            self.file.write(text + "\n")
            self.file.flush()

    def machine(self, jdks):
        self.line(f"{datetime.date.today()} · {cpu()} · {len(os.sched_getaffinity(0))} cores · "
                  f"{memory_gb()} GB · Linux {platform.release()} · load {load()}")
        self.line("peers: " + ", ".join(f"{name} {version(name)}" for name in
                                        ("pyarrow", "polars", "duckdb", "mpire", "joblib", "datasets", "ray") if version(name)))
        for jdk in jdks:
            self.line(f"{jdk.name}: {jdk.version()}")

    def table(self, title, values, unit="s", ours=None, scale=1.0):
        """A row a contestant: median, best, all; and how often its median goes into the first of ours."""
        self.line()
        self.line(f"## {title} (load {load()})")
        width = max(len(name) for name in values)
        base = statistics.median(values[ours]) if ours else None
        self.line(f"{'':{width}}  {'median':>10} {'best':>10}   " + (f"{'ours / it':>9}   " if ours else "") + "all, " + unit)
        for name, found in values.items():
            middle, best = statistics.median(found), min(found)
            ratio = f"{base / middle:9.2f}   " if ours else ""
            each = " ".join(f"{v * scale:.3f}" for v in found)
            self.line(f"{name:{width}}  {middle * scale:10.3f} {best * scale:10.3f}   {ratio}{each}")

    def goal(self, text, measured, limit):
        verdict = "reached" if measured <= limit else "MISSED"
        self.line(f"goal: {text}: {measured:.3g} against {limit:.3g}: {verdict}")


def load():
    return " ".join(f"{value:.2f}" for value in os.getloadavg()[:2])


def cpu():
    for line in open("/proc/cpuinfo"):
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.machine()


def memory_gb():
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)


def version(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
