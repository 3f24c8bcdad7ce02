"""rows.py ENGINE FILE KIND: a function by row over an Arrow file, to an Arrow file. Timed: from opening the file until the result is
written. KINDs: identity (each row as it is), compute (a row of two numbers for it), filter (every second row). Engines: hf (Hugging Face
datasets, its map and filter, which write their result to a file), hf-batched (the same by batches of 1,000 rows as Python lists), pyarrow
(rows as dictionaries, and back to a table), polars (iter_rows, and back to a frame)."""
import os
import shutil
import sys
import tempfile
import time

import pyarrow as pa

import checksums
import serve

engine, file, kind = sys.argv[1], sys.argv[2], sys.argv[3]

FUNCTIONS = {"identity": lambda row: row, "compute": lambda row: {"length": len(row["text"]), "twice": 2 * row["n"]}}
BATCHED = {
    "identity": lambda rows: rows,
    "compute": lambda rows: {"length": [len(text) for text in rows["text"]], "twice": [2 * n for n in rows["n"]]},
}
COLUMNS = ["text", "n"]


def wanted(row):
    return row["n"] % 2 == 0


def table():
    with pa.memory_map(file) as source:
        return pa.ipc.open_file(source).read_all()


def written(result, folder):
    path = os.path.join(folder, "result.arrow")
    with pa.ipc.new_file(path, result.schema) as writer:
        writer.write_table(result)
    with pa.memory_map(path) as source:
        return pa.ipc.open_file(source).read_all()


def by_pyarrow(folder):
    rows = table().to_pylist()
    chosen = filter(wanted, rows) if kind == "filter" else map(FUNCTIONS[kind], rows)
    return written(pa.Table.from_pylist(list(chosen)), folder)


def by_polars(folder):
    import polars as pl

    rows = pl.read_ipc(file).iter_rows(named=True)
    chosen = filter(wanted, rows) if kind == "filter" else map(FUNCTIONS[kind], rows)
    path = os.path.join(folder, "result.arrow")
    pl.DataFrame(list(chosen)).write_ipc(path)
    return pl.read_ipc(path).to_arrow()


def by_hf(folder):
    import datasets

    datasets.disable_progress_bars()
    rows = datasets.load_from_disk(os.path.join(folder, "source"))
    settings = {"load_from_cache_file": False, "cache_file_name": os.path.join(folder, "result.arrow")}
    if kind == "filter":
        if engine == "hf-batched":
            result = rows.filter(lambda rows: [n % 2 == 0 for n in rows["n"]], batched=True, **settings)
        else:
            result = rows.filter(wanted, **settings)
    elif engine == "hf-batched":
        result = rows.map(BATCHED[kind], batched=True, remove_columns=replaced(), **settings)
    else:
        result = rows.map(FUNCTIONS[kind], remove_columns=replaced(), **settings)
    return result


def replaced():
    return COLUMNS if kind == "compute" else None


def as_table(result):
    """Hugging Face's filter writes the indices of rows, which are followed here, untimed."""
    return result.flatten_indices().data.table if engine.startswith("hf") else result


if engine not in ("hf", "hf-batched", "pyarrow", "polars"):
    raise SystemExit(f"no engine '{engine}'; engines are hf, hf-batched, pyarrow, polars")
folder = tempfile.mkdtemp()
if engine.startswith("hf"):
    import datasets

    datasets.disable_progress_bars()
    datasets.Dataset(datasets.table.InMemoryTable(table())).save_to_disk(os.path.join(folder, "source"))
run = {"pyarrow": by_pyarrow, "polars": by_polars}.get(engine, by_hf)


def timed():
    begin = time.perf_counter()
    result = run(folder)
    seconds = time.perf_counter() - begin
    del result
    return seconds


try:
    serve.serve(timed, lambda: checksums.of_table(as_table(run(folder))))
finally:
    shutil.rmtree(folder)
