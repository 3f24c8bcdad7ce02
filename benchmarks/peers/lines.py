"""lines.py ROWS OUT: a line of text and its number, as Hugging Face's own benchmark has them, as an Arrow file of 32 batches."""
import sys

import numpy as np
import pyarrow as pa


def write(rows, out):
    table = pa.table({
        "text": pa.array(["row number %d of the table, some words" % n for n in range(rows)]),
        "n": pa.array(np.arange(rows)),
    })
    with pa.ipc.new_file(out, table.schema) as writer:
        writer.write_table(table, max_chunksize=-(-rows // 32))


if __name__ == "__main__":
    write(int(sys.argv[1]), sys.argv[2])
