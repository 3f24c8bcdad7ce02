"""lineitem.py ROWS OUT CODEC: rows like those of TPC-H's lineitem (its 16 columns, types and ranges, not its exact values), deterministic,
written by pyarrow (row groups of a million rows). 6,000,000 rows are scale factor 1."""
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

GROUP = 1_000_000
MONEY = pa.decimal128(15, 2)
FLAGS = pa.array(["A", "N", "R"])
STATUS = pa.array(["F", "O"])
INSTRUCTIONS = pa.array(["DELIVER IN PERSON", "COLLECT COD", "NONE", "TAKE BACK RETURN"])
MODES = pa.array(["REG AIR", "AIR", "RAIL", "SHIP", "TRUCK", "MAIL", "FOB"])
WORDS = ("furiously sly carefully quickly blithely deposits packages requests accounts theodolites ironic final special express "
         "regular pending bold silent even unusual foxes pinto beans instructions asymptotes dependencies").split()


def money(cents):
    """Decimals of 128 bits, of which the upper 64 are zero."""
    words = np.zeros((len(cents), 2), np.int64)
    words[:, 0] = cents
    return pa.Array.from_buffers(MONEY, len(cents), [None, pa.py_buffer(words)])


def comments(rng, n):
    """Three to five words and a number: hardly any occurs twice."""
    pool = [" ".join(WORDS[i] for i in rng.integers(0, len(WORDS), rng.integers(3, 6)))[:36] for _ in range(5000)]
    numbers = rng.integers(0, 10**6, n)
    return pa.array([f"{pool[p]} {number}" for p, number in zip(rng.integers(0, len(pool), n).tolist(), numbers.tolist())])


def picked(rng, values, n):
    return values.take(pa.array(rng.integers(0, len(values), n)))


def days(rng, begin, n):
    return pa.array((begin + rng.integers(1, 122, n)).astype("int32")).cast(pa.date32())


def lineitem(rng, first, n):
    quantity = rng.integers(1, 51, n)
    ordered = rng.integers(8036, 10441, n)
    return pa.table({
        "l_orderkey": pa.array((first + np.arange(n)) // 4 * 8 + 1),
        "l_partkey": pa.array(rng.integers(1, 200_001, n)),
        "l_suppkey": pa.array(rng.integers(1, 10_001, n)),
        "l_linenumber": pa.array(((first + np.arange(n)) % 4 + 1).astype("int32")),
        "l_quantity": money(quantity * 100),
        "l_extendedprice": money(quantity * rng.integers(90_000, 210_000, n)),
        "l_discount": money(rng.integers(0, 11, n)),
        "l_tax": money(rng.integers(0, 9, n)),
        "l_returnflag": picked(rng, FLAGS, n),
        "l_linestatus": picked(rng, STATUS, n),
        "l_shipdate": days(rng, ordered, n),
        "l_commitdate": days(rng, ordered, n),
        "l_receiptdate": days(rng, ordered + 20, n),
        "l_shipinstruct": picked(rng, INSTRUCTIONS, n),
        "l_shipmode": picked(rng, MODES, n),
        "l_comment": comments(rng, n),
    })


def write(rows, out, codec):
    rng = np.random.default_rng(13)
    schema = lineitem(np.random.default_rng(0), 0, 1).schema
    with pq.ParquetWriter(out, schema, compression=codec) as writer:
        for first in range(0, rows, GROUP):
            writer.write_table(lineitem(rng, first, min(GROUP, rows - first)), row_group_size=GROUP)


if __name__ == "__main__":
    write(int(sys.argv[1]), sys.argv[2], sys.argv[3])
