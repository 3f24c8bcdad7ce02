"""arrow_file.py IN OUT ROWS: a Parquet file as an Arrow file with batches of ROWS rows, written by pyarrow.
arrow_file.py --wide OUT BATCHES: so many small batches, of 16 rows and 20 columns (10 int64, 10 double)."""
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq


def from_parquet(source, out, rows):
    table = pq.read_table(source)
    with pa.OSFile(out, "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=rows)


def wide(out, batches):
    rng = np.random.default_rng(7)
    columns = [rng.integers(0, 1000, 16) for _ in range(10)] + [rng.random(16) for _ in range(10)]
    batch = pa.RecordBatch.from_arrays([pa.array(c) for c in columns], names=[f"c{i}" for i in range(20)])
    with pa.OSFile(out, "wb") as sink, pa.ipc.new_file(sink, batch.schema) as writer:
        for _ in range(batches):
            writer.write_batch(batch)


if __name__ == "__main__":
    if sys.argv[1] == "--wide":
        wide(sys.argv[2], int(sys.argv[3]))
    else:
        from_parquet(sys.argv[1], sys.argv[2], int(sys.argv[3]))
