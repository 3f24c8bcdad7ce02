"""The files that are measured with, made on first use and kept."""
import os

from contestants import python, run


def made(options, name, command):
    path = os.path.join(options.data, name)
    if not os.path.exists(path):
        print(f"making {path}", flush=True)
        run(command(path + ".part"))
        os.rename(path + ".part", path)
    return path


def trips(options, rows):
    """Taxi-like rows as Parquet, snappy."""
    rows = options.rows or rows
    label = f"{rows // 1_000_000}m" if rows % 1_000_000 == 0 else str(rows)
    return made(options, f"trips-{label}.parquet", lambda out: python("trips.py", rows, out))


def orders(options, rows):
    """Nested rows as Parquet, snappy."""
    rows = options.rows or rows
    return made(options, f"orders-{rows}.parquet", lambda out: python("orders.py", rows, out))


def trips_arrow(options, rows):
    """The same rows as an Arrow file."""
    source = trips(options, rows)
    name = os.path.basename(source).replace(".parquet", ".arrow")
    return made(options, name, lambda out: python("arrow_file.py", source, out, 131072))


def wide(options, batches):
    """Small batches of 20 columns as an Arrow file."""
    return made(options, f"wide-{batches}.arrow", lambda out: python("arrow_file.py", "--wide", out, batches))


def encodings(options, rows):
    """A folder of files of one column, for each encoding and type."""
    rows = options.rows or rows
    return made(options, f"encodings-{rows}", lambda out: python("encodings.py", out, rows))
