"""Nested columns that the command writes: random types up to five levels deep, as Arrow from pyarrow, must be the same values in the
Parquet file to pyarrow, DuckDB and Polars.

written.py [SEED]"""
import datetime as dt
import decimal
import pathlib
import random
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import columns
import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from check import PARQUET_CODECS, plain, write_arrow
from command import arrow_share

DEPTH = 5
TABLES = 20
ROWS = 400
NULLS = (0.0, 0.2, 0.8)
LEAVES = [
    (pa.int8(), lambda rng: rng.randrange(-128, 128)),
    (pa.int32(), lambda rng: rng.randrange(-(2**31), 2**31)),
    (pa.int64(), lambda rng: rng.randrange(-(2**63), 2**63)),
    (pa.uint16(), lambda rng: rng.randrange(2**16)),
    (pa.float64(), lambda rng: rng.gauss(0, 1)),
    (pa.bool_(), lambda rng: rng.random() < 0.5),
    (pa.string(), columns._text),
    (pa.large_string(), columns._text),
    (pa.string_view(), columns._text),
    (pa.binary(), lambda rng: rng.randbytes(rng.randrange(9))),
    (pa.decimal128(20, 3), lambda rng: decimal.Decimal(rng.randrange(10**12)).scaleb(-3)),
    (pa.timestamp("us"), lambda rng: dt.datetime(2020, 1, 1) + dt.timedelta(microseconds=rng.randrange(10**12))),
    (pa.date32(), lambda rng: dt.date(1970, 1, 1) + dt.timedelta(days=rng.randrange(30000))),
]


class Random:
    """Types, and values of them as Python has them."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.nulls = self.rng.choice(NULLS)

    def type(self, depth):
        shape = self.rng.choice(["leaf", "struct", "list", "large_list", "list_view", "fixed", "map"]) if depth > 1 else "leaf"
        if shape == "leaf":
            return self.rng.choice(LEAVES)[0]
        if shape == "struct":
            return pa.struct([(f"f{i}", self.type(depth - 1)) for i in range(self.rng.randrange(1, 4))])
        if shape == "map":
            return pa.map_(pa.string(), self.type(depth - 1))
        element = self.type(depth - 1)
        if shape == "fixed":
            return pa.list_(element, self.rng.randrange(1, 4))
        return {"list": pa.list_, "large_list": pa.large_list, "list_view": pa.list_view}[shape](element)

    def value(self, kind):
        return None if self.rng.random() < self.nulls else self.present(kind)

    def present(self, kind):
        if pa.types.is_struct(kind):
            return {field.name: self.value(field.type) for field in kind}
        if pa.types.is_map(kind):
            return [(f"key {i}", self.value(kind.item_type)) for i in range(self.rng.randrange(3))]
        if pa.types.is_nested(kind):
            size = kind.list_size if pa.types.is_fixed_size_list(kind) else self.rng.choice([0, 1, 1, 2, 5])
            return [self.value(kind.value_type) for _ in range(size)]
        return next(some for leaf, some in LEAVES if leaf == kind)(self.rng)

    def table(self):
        kinds = [self.type(DEPTH) for _ in range(4)]
        return pa.table([pa.array([self.value(kind) for _ in range(ROWS)], kind) for kind in kinds],
                        names=[f"c{i}" for i in range(len(kinds))])


def comparable(value):
    """Maps are lists of pairs, of whichever form; a struct's members are compared in order."""
    if isinstance(value, dict):
        return [comparable(item) for item in value.values()]
    if isinstance(value, (list, tuple)):
        return [comparable(item) for item in value]
    return plain(value)


READERS = {
    "pyarrow": lambda path: pq.read_table(path),
    "duckdb": lambda path: duckdb.connect().read_parquet(str(path)).to_arrow_table(),
    "polars": lambda path: pl.read_parquet(path).to_arrow(),
}


def check(seed, folder):
    table = Random(seed).table()
    source = folder / f"{seed}.arrow"
    target = folder / f"{seed}.parquet"
    write_arrow(table, source)
    arrow_share("convert", source, target, "--compression", PARQUET_CODECS[seed % len(PARQUET_CODECS)])
    expected = {name: comparable(table[name].to_pylist()) for name in table.column_names}
    for reader, read in READERS.items():
        found = read(target)
        assert found.num_rows == ROWS, f"seed {seed}, read by {reader}: {found.num_rows} rows"
        for name, want in expected.items():
            for row, (one, other) in enumerate(zip(want, comparable(found[name].to_pylist()), strict=True)):
                assert one == other, f"seed {seed}, column {name} ({table[name].type}), row {row}, read by {reader}: {other!r}, not {one!r}"


def main():
    first = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(check, seed, pathlib.Path(name)) for seed in range(first, first + TABLES)]
        failures = [f"{job.exception()}" for job in jobs if job.exception()]
    for failure in failures:
        print("FAILED", failure, file=sys.stderr)
    print(f"nested: {len(jobs) - len(failures)} of {len(jobs)} files equal to pyarrow, DuckDB and Polars")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
