"""Programs that are measured: those that stay alive and repeat (Contestant), and those that run once (run)."""
import os
import statistics
import subprocess
import sys
import time

PEERS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "peers")


class Failed(Exception):
    """A program ended, or answered something else than it was asked."""


def python(script, *arguments):
    return [sys.executable, os.path.join(PEERS, script), *map(str, arguments)]


class Contestant:
    """A program that answers questions, as peers/serve.py says."""

    def __init__(self, name, command):
        self.name = name
        self.command = command
        self.seconds = []
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, question):
        self.process.stdin.write(question + "\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            if line.startswith("= "):
                return line[2:].strip()
        raise Failed(f"{self.name} ended with {self.process.wait()} when asked for {question}")

    def warm(self, repetitions):
        for _ in range(repetitions):
            self.ask("time")

    def repeat(self):
        self.seconds.append(float(self.ask("time")))

    def repeat_in_a_row(self, repetitions):
        """After one that is not counted, since the last may have been long ago."""
        self.ask("time")
        for _ in range(repetitions):
            self.repeat()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(60)


def interleave(contestants, repetitions):
    """A B C A B C …, so that a noisy minute hits all of them."""
    for _ in range(repetitions):
        for contestant in contestants:
            contestant.repeat()


def in_a_row(contestants, repetitions):
    """A A A B B B …, as a service or a loop has it: whoever keeps memory for the next call may use it."""
    for contestant in contestants:
        contestant.seconds = []
        contestant.repeat_in_a_row(repetitions)


def run(command, **options):
    """Runs to the end; the seconds that it took, start and exit of the process included, and what it printed."""
    begin = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, **options)
    seconds = time.perf_counter() - begin
    if done.returncode != 0:
        raise Failed(f"{' '.join(command[-6:])} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return seconds, done.stdout


def repeated(commands, repetitions, value):
    """Runs each command so often, in turns; name → the values that `value(seconds, printed)` makes of the runs."""
    results = {name: [] for name in commands}
    for _ in range(repetitions):
        for name, command in commands.items():
            results[name].append(value(*run(command)))
    return results


def median(values):
    return statistics.median(values)


def equal(name, found, expected):
    """The gate: nothing is timed of a program that computes something else."""
    if found != expected:
        raise Failed(f"{name} computed other values: {found}\nexpected: {expected}")


def gate(report, contestants):
    """All must answer the same; the last, a peer, is the one that the others are held against."""
    expected = contestants[-1].ask("gate")
    for contestant in contestants[:-1]:
        equal(contestant.name, contestant.ask("gate"), expected)
    report.line(f"gate: equal checksums from all {len(contestants)}")


def checksums(file, *sorted_by):
    return run(python("checksums.py", file, *sorted_by))[1].strip()
