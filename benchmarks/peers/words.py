"""words.py ROWS OUT: one column of text of 5 to 60 bytes, a tenth of it null, PLAIN and all different; as trips.py otherwise."""
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

GROUP = 1_000_000
WORDS = np.array(["north", "street", "of", "the", "harbour", "window", "lantern", "quiet", "green", "seven", "to", "river"])


def words(rng, first, n):
    picks = WORDS[rng.integers(0, len(WORDS), (n, 8))]
    lengths = rng.integers(0, 9, n)
    text = np.arange(first, first + n).astype(str).astype(object)
    for k in range(8):
        text = np.where(lengths > k, text + " " + picks[:, k], text)
    return pa.table({"text": pa.array(text, pa.string(), mask=rng.random(n) < 0.1)})


def write(rows, out):
    rng = np.random.default_rng(11)
    with pq.ParquetWriter(out, pa.schema({"text": pa.string()}), compression="snappy", use_dictionary=False) as writer:
        for first in range(0, rows, GROUP):
            writer.write_table(words(rng, first, min(GROUP, rows - first)), row_group_size=GROUP)


if __name__ == "__main__":
    write(int(sys.argv[1]), sys.argv[2])
