"""write.py ENGINE FILE CODEC THREADS OUT: the rows of FILE, as one Arrow table in memory, to Parquet with row groups of a million
rows. Timed: from the table to the closed file. The gate writes, and answers with nothing: the file is what is compared."""
import os
import sys
import time

engine, file, codec, threads, out = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5]
os.environ["POLARS_MAX_THREADS"] = str(threads)

import serve

GROUP = 1_000_000


def writer():
    import pyarrow as pa
    import pyarrow.parquet as pq

    pa.set_cpu_count(threads)
    if engine == "pyarrow":
        table = pq.read_table(file)
        return lambda: pq.write_table(table, out, compression=codec, row_group_size=GROUP)
    if engine == "polars":
        import polars as pl

        frame = pl.read_parquet(file)
        return lambda: frame.write_parquet(out, compression=codec, row_group_size=GROUP)
    if engine == "duckdb":
        import duckdb

        connection = duckdb.connect()
        connection.execute(f"set threads={threads}")
        connection.register("trips", pq.read_table(file))
        copy = f"copy trips to '{out}' (format parquet, compression {codec}, row_group_size {GROUP})"
        return lambda: connection.execute(copy)
    raise SystemExit(f"no engine '{engine}'; engines are pyarrow, polars, duckdb")


write = writer()


def timed():
    begin = time.perf_counter()
    write()
    return time.perf_counter() - begin


def gate():
    write()
    return ""


serve.serve(timed, gate)
