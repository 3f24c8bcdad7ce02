"""filtered.py ENGINE FILE THREADS KIND: some columns, or some rows, of Parquet as one Arrow table in memory. Timed: the call, until
the table is there; not the release of the table. KINDs: columns (two of them), scattered and together (one row in a hundred)."""
import os
import sys

engine, file, threads, kind = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
os.environ["POLARS_MAX_THREADS"] = str(threads)

import tables

COLUMNS = ["fare", "to_zone"]
FARE, FIRST, LAST = 33.9, 4_000_000, 4_099_999


def reader():
    if engine == "pyarrow":
        import pyarrow as pa
        import pyarrow.dataset as ds
        import pyarrow.parquet as pq

        pa.set_cpu_count(threads)
        trip = ds.field("trip_id")
        wanted = {"columns": dict(columns=COLUMNS), "scattered": dict(filters=ds.field("fare") > FARE),
                  "together": dict(filters=(trip >= FIRST) & (trip <= LAST))}[kind]
        return lambda: pq.read_table(file, use_threads=threads > 1, **wanted)
    if engine == "duckdb":
        import duckdb

        connection = duckdb.connect()
        connection.execute(f"set threads={threads}")
        query = {"columns": f"select {', '.join(COLUMNS)} from '{file}'", "scattered": f"select * from '{file}' where fare > {FARE}",
                 "together": f"select * from '{file}' where trip_id between {FIRST} and {LAST}"}[kind]
        return lambda: connection.sql(query).to_arrow_table()
    if engine == "polars":
        import polars as pl

        scan = lambda: pl.scan_parquet(file)
        query = {"columns": lambda: scan().select(COLUMNS), "scattered": lambda: scan().filter(pl.col("fare") > FARE),
                 "together": lambda: scan().filter(pl.col("trip_id").is_between(FIRST, LAST))}[kind]
        return lambda: query().collect()
    raise SystemExit(f"no engine '{engine}'; engines are pyarrow, duckdb, polars")


tables.serve_reading(reader())
