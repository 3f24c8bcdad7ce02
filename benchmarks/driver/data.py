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


def trips(options, rows, codec="snappy"):
    """Taxi-like rows as Parquet."""
    rows = options.rows or rows
    label = f"{rows // 1_000_000}m" if rows % 1_000_000 == 0 else str(rows)
    return made(options, f"trips-{label}{behind(codec)}.parquet", lambda out: python("trips.py", rows, out, codec))


def words(options, rows):
    """Text that has no dictionaries, as Parquet, snappy."""
    rows = options.rows or rows
    return made(options, f"words-{rows}.parquet", lambda out: python("words.py", rows, out))


def lines(options, rows):
    """A line of text and its number as an Arrow file."""
    rows = options.rows or rows
    return made(options, f"lines-{rows}.arrow", lambda out: python("lines.py", rows, out))


def orders(options, rows, codec="snappy"):
    """Nested rows as Parquet."""
    rows = options.rows or rows
    return made(options, f"orders-{rows}{behind(codec)}.parquet", lambda out: python("orders.py", rows, out, codec))


def lineitem(options, rows, codec="snappy"):
    """Rows like TPC-H's as Parquet."""
    rows = options.rows or rows
    return made(options, f"lineitem-{rows}{behind(codec)}.parquet", lambda out: python("lineitem.py", rows, out, codec))


def columns(options, count, rows, groups, codec="snappy"):
    """Many columns as Parquet."""
    name = f"columns-{count}-{rows}-{groups}{behind(codec)}.parquet"
    return made(options, name, lambda out: python("columns.py", count, rows, groups, out, codec))


def behind(codec):
    return "" if codec == "snappy" else "-" + codec


PARQUET = {
    "trips": lambda options, codec: trips(options, 10_000_000, codec),
    "orders": lambda options, codec: orders(options, 2_000_000, codec),
    "lineitem": lambda options, codec: lineitem(options, 6_000_000, codec),
    "wide": lambda options, codec: columns(options, 1000, 100_000, 4, codec),
}


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
