"""Makes all data and checks that it is readable."""
import os

import data


def measure(options, report):
    files = [data.trips(options, 10_000_000), data.trips(options, 4_000_000), data.trips_arrow(options, 10_000_000), data.orders(options, 2_000_000),
             data.wide(options, 1_000), data.wide(options, 100_000)]
    for file in files:
        report.line(f"{os.path.getsize(file):>14,} {file}")
