"""orders.py ROWS OUT CODEC: nested data, deterministic, written by pyarrow (row groups of 500,000 rows): orders with a list of structs,
a struct with a list, and a map. 2,000,000 rows have some nine million items."""
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

GROUP = 500_000
PRODUCTS = pa.array(["product-%04d" % i for i in range(3000)])
TAGS = pa.array(["new", "gift", "express", "return", "b2b", "überfällig"])
KEYS = pa.array(["channel", "campaign", "device", "coupon", "agent"])
CITIES = pa.array(["city-%03d" % i for i in range(400)])


def offsets(rng, n, mean, null_share, most=1000):
    """Where lists begin, some of them empty or null, and how many items they have."""
    lengths = np.minimum(rng.poisson(mean, n), most)
    nulls = rng.random(n) < null_share
    lengths[nulls] = 0
    ends = np.zeros(n + 1, np.int32)
    np.cumsum(lengths, out=ends[1:])
    return pa.array(ends, mask=np.append(nulls, False)) if null_share else pa.array(ends), int(ends[-1])


def orders(rng, first, n):
    item_offsets, count = offsets(rng, n, 4.5, 0.02)
    items = pa.StructArray.from_arrays(
        [PRODUCTS.take(pa.array(rng.integers(0, 3000, count))),
         pa.array(rng.integers(1, 9, count).astype("int32")),
         pa.array(np.round(rng.gamma(2, 20, count), 2), mask=rng.random(count) < 0.05),
         pa.array(rng.integers(0, 10**12, count))],
        names=["product", "quantity", "price", "serial"])
    tag_offsets, tag_count = offsets(rng, n, 1.2, 0.0)
    place = pa.StructArray.from_arrays(
        [CITIES.take(pa.array(rng.integers(0, 400, n))),
         pa.array(np.round(rng.normal(50, 3, n), 5)),
         pa.ListArray.from_arrays(tag_offsets, TAGS.take(pa.array(rng.integers(0, 6, tag_count))))],
        names=["city", "latitude", "tags"], mask=pa.array(rng.random(n) < 0.1))
    entry_offsets, entry_count = offsets(rng, n, 1.5, 0.0, most=len(KEYS))
    begins = np.asarray(entry_offsets)[:-1]
    lengths = np.diff(np.asarray(entry_offsets))
    # Keys of one map differ.
    entry_keys = (np.arange(entry_count) + np.repeat(rng.integers(0, 5, n) - begins, lengths)) % 5
    return pa.table({
        "order_id": pa.array(np.arange(first, first + n)),
        "items": pa.ListArray.from_arrays(item_offsets, items),
        "place": place,
        "attributes": pa.MapArray.from_arrays(entry_offsets, KEYS.take(pa.array(entry_keys)),
                                              pa.array(rng.integers(0, 10**6, entry_count))),
    })


def write(rows, out, codec):
    rng = np.random.default_rng(11)
    schema = orders(np.random.default_rng(0), 0, 1).schema
    with pq.ParquetWriter(out, schema, compression=codec) as writer:
        for first in range(0, rows, GROUP):
            writer.write_table(orders(rng, first, min(GROUP, rows - first)), row_group_size=GROUP)


if __name__ == "__main__":
    write(int(sys.argv[1]), sys.argv[2], sys.argv[3])
