"""The command's --where keeps of files that pyarrow wrote the rows that pyarrow's and DuckDB's filters keep."""
import datetime
import pathlib
import random
import tempfile

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from command import arrow_share

ROWS = 5000
WRITERS = [dict(), dict(data_page_version="2.0", compression="zstd"), dict(use_dictionary=False, compression="none"),
           dict(use_dictionary=["word"], compression="snappy", column_encoding={"id": "DELTA_BINARY_PACKED", "amount": "BYTE_STREAM_SPLIT"})]
# The command's text, SQL for DuckDB, and pyarrow's expression.
FILTERS = [
    ("id between 1200 and 1250", None, (ds.field("id") >= 1200) & (ds.field("id") <= 1250)),
    ("amount > 90.5 and word in ('w3', 'w17')", None, (ds.field("amount") > 90.5) & ds.field("word").isin(["w3", "w17"])),
    ("word = 'absent'", None, ds.field("word") == "absent"),
    ("word is null or id < 3", None, ds.field("word").is_null() | (ds.field("id") < 3)),
    ("not (amount <= 50 or word = 'w5')", None, ~((ds.field("amount") <= 50) | (ds.field("word") == "w5"))),
    ("word starts with 'w1' and big >= 3000000000", "starts_with(word, 'w1') and big >= 3000000000",
     None),
    ("at < timestamp '2024-01-01T00:10:00Z'", "\"at\" < timestamptz '2024-01-01 00:10:00Z'",
     ds.field("at") < pa.scalar(datetime.datetime(2024, 1, 1, 0, 10, tzinfo=datetime.timezone.utc), pa.timestamp("us", "UTC"))),
    ("day = date '2024-01-03' and price != 1.50", None, (ds.field("day") == pa.scalar(datetime.date(2024, 1, 3))) & (ds.field("price") != pa.scalar(__import__("decimal").Decimal("1.50"), pa.decimal128(9, 2)))),
]


def table():
    rng = random.Random(7)
    maybe = lambda value: None if rng.random() < 0.1 else value
    start = datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc)
    return pa.table({
        "id": pa.array(range(ROWS), pa.int64()),
        "amount": pa.array([maybe(rng.random() * 100) for _ in range(ROWS)], pa.float64()),
        "word": pa.array([maybe(f"w{rng.randrange(30)}") for _ in range(ROWS)]),
        "big": pa.array([maybe(rng.randrange(2**32)) for _ in range(ROWS)], pa.uint32()),
        "at": pa.array([maybe(start + datetime.timedelta(seconds=i)) for i in range(ROWS)], pa.timestamp("us", "UTC")),
        "day": pa.array([maybe(start.date() + datetime.timedelta(days=i // 1000)) for i in range(ROWS)]),
        "price": pa.array([maybe(rng.randrange(500)) for _ in range(ROWS)], pa.int64()).cast(pa.decimal128(19, 0)).cast(pa.decimal128(9, 2)),
        "items": pa.array([maybe([i] * (i % 4)) for i in range(ROWS)], pa.list_(pa.int64())),
    })


def check(folder, number, writer):
    rows = table()
    path = folder / f"{number}.parquet"
    bloom = {"bloom_filter_options": {"word": {"ndv": 40, "fpp": 0.01}}} if number % 2 and "bloom_filter_options" in pq.write_table.__doc__ else {}
    pq.write_table(rows, path, row_group_size=1500, data_page_size=2000, write_batch_size=100, write_page_index=True, **writer, **bloom)
    for text, sql, expression in FILTERS:
        out = folder / f"{number}-out.parquet"
        arrow_share("convert", path, out, "--where", text)
        ours = pq.read_table(out).cast(rows.schema)
        with duckdb.connect() as connection:
            connection.execute("set timezone = 'UTC'")
            ids = [row[0] for row in connection.execute(f"select id from '{path}' where {sql or text} order by id").fetchall()]
        expected = rows.take(pa.array(ids, pa.int64()))
        assert ours.equals(expected), f"{writer}, {text}: {ours.num_rows} rows, DuckDB has {expected.num_rows}"
        if expression is not None:
            assert ours.equals(ds.dataset(path).to_table(filter=expression).cast(rows.schema)), f"{writer}, {text}: pyarrow keeps others"


def main():
    with tempfile.TemporaryDirectory() as name:
        for number, writer in enumerate(WRITERS):
            check(pathlib.Path(name), number, writer)
    print(f"filtered: {len(WRITERS) * len(FILTERS)} filters of files of pyarrow's keep what pyarrow's and DuckDB's keep")


if __name__ == "__main__":
    main()
