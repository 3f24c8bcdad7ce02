"""job.py ENGINE IN OUT: the whole job in a fresh process. Parquet in, tip / fare a row, all columns and the new one out, zstd.
Each engine does it as its own documentation would have it, on two workers where it has workers."""
import os
import sys

engine, source, out = sys.argv[1], sys.argv[2], sys.argv[3]
BATCH = 65536


def tip_share(table):
    import pyarrow.compute as pc

    return table.append_column("tip_share", pc.divide(table["tip"], table["fare"]))


def pyarrow():
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer = None
    for batch in pq.ParquetFile(source).iter_batches(batch_size=BATCH):
        table = tip_share(pa.Table.from_batches([batch]))
        writer = writer or pq.ParquetWriter(out, table.schema, compression="zstd")
        writer.write_table(table)
    writer.close()


def polars():
    import polars as pl

    share = (pl.col("tip") / pl.col("fare")).alias("tip_share")
    pl.scan_parquet(source).with_columns(share).sink_parquet(out, compression="zstd")


def duckdb():
    import duckdb

    select = f"select *, tip / fare as tip_share from '{source}'"
    duckdb.connect().execute(f"copy ({select}) to '{out}' (format parquet, compression zstd)")


def hf():
    import shutil
    import tempfile

    import datasets

    datasets.disable_progress_bars()
    cache = tempfile.mkdtemp()
    try:
        rows = datasets.Dataset.from_parquet(source, cache_dir=cache).with_format("arrow")
        rows.map(tip_share, batched=True, batch_size=BATCH, num_proc=2).to_parquet(out)
    finally:
        shutil.rmtree(cache)


def ray():
    import ray

    ray.init(num_cpus=2, log_to_driver=False, logging_level="ERROR", object_store_memory=4 << 30, include_dashboard=False)
    ray.data.DataContext.get_current().enable_progress_bars = False
    rows = ray.data.read_parquet(source).map_batches(tip_share, batch_format="pyarrow", batch_size=BATCH)
    rows.write_parquet(out)


if __name__ == "__main__":
    {"pyarrow": pyarrow, "polars": polars, "duckdb": duckdb, "hf": hf, "ray": ray}[engine]()
