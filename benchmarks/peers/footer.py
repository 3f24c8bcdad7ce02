"""footer.py FILE: a Parquet file opened, its schema as Arrow's. Timed: the call."""
import sys
import time

import pyarrow.parquet as pq

import serve


def opened():
    file = pq.ParquetFile(sys.argv[1])
    return file.metadata, file.schema_arrow


def timed():
    begin = time.perf_counter()
    opened()
    return time.perf_counter() - begin


def gate():
    metadata, schema = opened()
    return f"{metadata.num_rows} rows, {metadata.num_row_groups} row groups, {len(schema)} columns from {schema.field(0).name} to {schema.field(-1).name}"


serve.serve(timed, gate)
