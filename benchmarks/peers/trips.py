"""trips.py ROWS OUT CODEC: the data of all comparisons, taxi-like and deterministic, written by pyarrow (row groups of a million
rows). With Snappy, 10,000,000 rows are 252 MB of Parquet and 1.08 GB of Arrow."""
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

GROUP = 1_000_000
ZONES = np.array(["zone-%03d" % i for i in range(265)])
NOTES = np.array(["ok", "late pickup", "toll paid in cash by the passenger", "", "airport run, two bags", "überfall"])
PAYMENTS = np.array(["card", "cash", "dispute", "no charge"])


def trips(rng, first, n):
    micros = np.sort(rng.integers(0, 86400 * 30 * 10**6, n)).astype("timedelta64[us]")
    pickup = np.datetime64("2024-01-01T00:00:00", "us") + micros
    distance = np.round(rng.gamma(1.6, 2.1, n), 2)
    no_passengers = rng.random(n) < 0.05
    return pa.table({
        "trip_id": pa.array(np.arange(first, first + n, dtype="int64")),
        "vendor": pa.array(rng.integers(1, 3, n).astype("int32")),
        "pickup": pa.array(pickup),
        "dropoff": pa.array(pickup + (distance * 3e8).astype("timedelta64[us]")),
        "passengers": pa.array(rng.integers(1, 7, n).astype("int64"), mask=no_passengers),
        "distance": pa.array(distance),
        "fare": pa.array(np.round(3 + distance * 2.5 + rng.normal(0, 1, n), 2)),
        "tip": pa.array(np.round(rng.exponential(2, n), 2), mask=rng.random(n) < 0.2),
        "from_zone": pa.array(ZONES[rng.integers(0, 265, n)]),
        "to_zone": pa.array(ZONES[rng.integers(0, 265, n)]),
        "payment": pa.array(PAYMENTS[rng.integers(0, 4, n)]),
        "note": pa.array(NOTES[rng.integers(0, 6, n)], mask=rng.random(n) < 0.3),
        "shared": pa.array(rng.random(n) < 0.1),
    })


def write(rows, out, codec):
    rng = np.random.default_rng(7)
    schema = trips(np.random.default_rng(0), 0, 1).schema
    with pq.ParquetWriter(out, schema, compression=codec) as writer:
        for first in range(0, rows, GROUP):
            writer.write_table(trips(rng, first, min(GROUP, rows - first)), row_group_size=GROUP)


if __name__ == "__main__":
    write(int(sys.argv[1]), sys.argv[2], sys.argv[3])
