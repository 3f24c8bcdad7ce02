"""What every timed program speaks: it is asked on stdin, a word a line, and answers on stdout behind "= ".

time   one repetition, answered in seconds
gate   what was computed, answered as one line that is the same for every program that computed the same
A program stays alive between questions, so that repetitions of several programs can be interleaved.
"""
import sys


def serve(time, gate):
    answers = {"time": lambda: f"{time():.9f}", "gate": gate}
    for line in sys.stdin:
        print("= " + answers[line.strip()](), flush=True)
