"""columns.py COLUMNS ROWS GROUPS OUT CODEC: many columns of few rows, deterministic, written by pyarrow: by turns 64-bit integers, doubles, text,
timestamps and 32-bit integers with nulls, in that many row groups."""
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

LABELS = pa.array(["label-%03d" % i for i in range(300)])


def column(rng, i, n):
    if i % 5 == 0:
        return pa.array(rng.integers(0, 10**9, n))
    if i % 5 == 1:
        return pa.array(np.round(rng.normal(100, 30, n), 1))
    if i % 5 == 2:
        return LABELS.take(pa.array(rng.integers(0, len(LABELS), n)))
    if i % 5 == 3:
        return pa.array((1_700_000_000_000_000 + np.sort(rng.integers(0, 10**12, n))).astype("datetime64[us]"))
    return pa.array(rng.integers(0, 1000, n).astype("int32"), mask=rng.random(n) < 0.1)


def rows(rng, columns, n):
    return pa.table({f"column_{i:04d}": column(rng, i, n) for i in range(columns)})


def write(columns, total, groups, out, codec):
    rng = np.random.default_rng(17)
    each = -(-total // groups)
    with pq.ParquetWriter(out, rows(np.random.default_rng(0), columns, 1).schema, compression=codec) as writer:
        for first in range(0, total, each):
            writer.write_table(rows(rng, columns, min(each, total - first)), row_group_size=each)


if __name__ == "__main__":
    write(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5])
