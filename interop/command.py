"""The arrow-share command: in a JVM of its own, as users start it, or one of many in a JVM that all share."""
import atexit
import concurrent.futures
import itertools
import os
import pathlib
import subprocess
import threading

PROJECT = pathlib.Path(__file__).resolve().parent.parent
JAVA = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if os.environ.get("JAVA_HOME") else "java"
JAR = PROJECT / "arrow-share-cli" / "target" / "arrow-share.jar"
TEST_CLASSES = PROJECT / "arrow-share-cli" / "target" / "test-classes"
SECONDS = 120


def alone(*arguments):
    done = subprocess.run([JAVA, "-jar", JAR, *map(str, arguments)], capture_output=True, text=True, timeout=SECONDS)
    refuse_failure(arguments, done.returncode, done.stderr.strip())


def arrow_share(*arguments):
    """Any thread may call it; two commands run at once."""
    code, error = SHARED.answer(arguments)
    refuse_failure(arguments, code, error)


def refuse_failure(arguments, code, error):
    if code != 0:
        raise AssertionError(f"arrow-share {' '.join(map(str, arguments))}: exit {code}: {error}")


class SharedJvm:
    """Started for the first command, ended with this process. Each line asked has a number, by which its answer is known."""

    def __init__(self):
        self.lock = threading.Lock()
        self.numbers = itertools.count()
        self.waiting = {}
        self.process = None

    def answer(self, arguments):
        line = "\t".join(map(str, arguments))
        assert "\n" not in line, f"an argument has two lines: {line}"
        answer = concurrent.futures.Future()
        with self.lock:
            self.start()
            number = str(next(self.numbers))
            self.waiting[number] = answer
            self.process.stdin.write(f"{number}\t{line}\n")
            self.process.stdin.flush()
        try:
            return answer.result(SECONDS)
        except TimeoutError:
            self.process.kill()  # else each command after it would wait as long
            raise AssertionError(f"no answer in {SECONDS} s: {line}") from None

    def start(self):
        if self.process is None:
            self.process = subprocess.Popen(
                [JAVA, "--add-opens=java.base/java.nio=ALL-UNNAMED", "-cp", f"{JAR}{os.pathsep}{TEST_CLASSES}", "dev.arrowshare.cli.ManyCommands"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
            threading.Thread(target=self.take_answers, daemon=True).start()
            atexit.register(self.end)

    def end(self):
        self.process.stdin.close()
        self.process.wait(SECONDS)

    def take_answers(self):
        for line in self.process.stdout:
            number, code, error = line.rstrip("\n").split("\t", 2)
            self.waiting.pop(number).set_result((int(code), error))
        for answer in self.waiting.values():
            answer.set_exception(AssertionError(f"the JVM of the commands ended: exit {self.process.wait()}"))


SHARED = SharedJvm()
