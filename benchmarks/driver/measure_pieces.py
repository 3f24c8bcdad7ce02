"""The pieces that whole runs spend their time in, under JMH."""
from measure_open import jmh


def measure(options, report):
    for jdk in options.jdks:
        report.line()
        report.line(f"## pieces, {jdk.name}: JMH")
        for (name, parameters), (score, error) in jmh(jdk, ".*Piece", data=options.data).items():
            chosen = " ".join(value for key, value in parameters.items() if key != "data")
            report.line(f"{name:24} {chosen:24} {score:12.2f} ± {error:.2f}")
