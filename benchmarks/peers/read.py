"""read.py ENGINE FILE THREADS: Parquet to one Arrow table in memory, all columns. Timed: the call, until the table is there; not
the release of the table."""
import os
import sys

engine, file, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
os.environ["POLARS_MAX_THREADS"] = str(threads)

import tables


def reader():
    if engine == "pyarrow":
        import pyarrow as pa
        import pyarrow.parquet as pq

        pa.set_cpu_count(threads)
        return lambda: pq.read_table(file, use_threads=threads > 1)
    if engine == "pyarrow-batches":
        import pyarrow as pa
        import pyarrow.parquet as pq

        pa.set_cpu_count(threads)
        return lambda: pa.Table.from_batches(
            list(pq.ParquetFile(file).iter_batches(batch_size=131072, use_threads=threads > 1)))
    if engine == "pyarrow-dictionaries":
        import pyarrow as pa
        import pyarrow.parquet as pq

        pa.set_cpu_count(threads)
        text = [field.name for field in pq.read_schema(file) if pa.types.is_string(field.type)]
        return lambda: pq.read_table(file, use_threads=threads > 1, read_dictionary=text)
    if engine == "duckdb":
        import duckdb

        connection = duckdb.connect()
        connection.execute(f"set threads={threads}")
        return lambda: connection.sql(f"select * from '{file}'").to_arrow_table()
    if engine == "polars":
        import polars as pl

        return lambda: pl.read_parquet(file)
    raise SystemExit(f"no engine '{engine}'; engines are pyarrow, pyarrow-batches, pyarrow-dictionaries, duckdb, polars")


tables.serve_reading(reader())
