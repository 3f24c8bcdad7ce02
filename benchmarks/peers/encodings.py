"""encodings.py FOLDER ROWS: a file of one column for each encoding and type, uncompressed. What is in a column depends on its type only."""
import pathlib
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

folder, rows = pathlib.Path(sys.argv[1]), int(sys.argv[2])
random = np.random.default_rng(7)


def nulled(values):
    return pa.array(values, mask=random.random(rows) < 0.2)


def fixed(width):
    prefix = np.sort(random.integers(0, 1 << 48, rows)).astype(">u8").view("u1").reshape(rows, 8)
    rest = random.integers(0, 256, (rows, width - 8), dtype="u1")
    return pa.FixedSizeBinaryArray.from_buffers(pa.binary(width), rows, [None, pa.py_buffer(np.hstack([prefix, rest]).tobytes())])


def text(kinds, pattern):
    return pa.array(np.char.mod(pattern, np.sort(random.integers(0, kinds, rows))).astype(object), pa.string())


steps = random.integers(-300, 1000, rows)
COLUMNS = {
    "int32": pa.array(np.cumsum(steps >> 4).astype("i4")),
    "int64": pa.array(np.cumsum(steps)),
    "int64 with nulls": nulled(np.cumsum(steps)),
    "int64 of 50 bits": pa.array(random.integers(0, 1 << 50, rows)),
    "timestamp": pa.array(np.cumsum(steps).astype("M8[us]")),
    "float": pa.array(np.round(random.normal(20, 5, rows), 2).astype("f4")),
    "double": pa.array(np.round(random.normal(20, 5, rows), 2)),
    "decimal(18,2)": pa.array(random.integers(0, 1 << 40, rows)).cast(pa.decimal128(20, 0)),
    "fixed 16": fixed(16),
    "boolean": pa.array(random.random(rows) < 0.3),
    "text of 9": text(rows, "u%08d"),
    "text of 40": text(rows, "https://example.org/a/path/to/%010d"),
    "few texts": pa.array(np.array(["one", "twenty-two", "three hundred"], object)[random.integers(0, 3, rows)]),
}
INTEGERS = ["int32", "int64", "int64 with nulls", "int64 of 50 bits", "timestamp"]
TEXTS = ["text of 9", "text of 40"]
ENCODINGS = {
    "PLAIN": [*COLUMNS],
    "DELTA_BINARY_PACKED": INTEGERS,
    "BYTE_STREAM_SPLIT": [*INTEGERS, "float", "double", "decimal(18,2)", "fixed 16"],
    "DELTA_LENGTH_BYTE_ARRAY": TEXTS,
    "DELTA_BYTE_ARRAY": [*TEXTS, "fixed 16"],
    "RLE_DICTIONARY": ["few texts"],
    "RLE": ["boolean"],
}


def options(encoding):
    if encoding == "RLE_DICTIONARY":
        return {"use_dictionary": True}
    return {"use_dictionary": False, "column_encoding": {"v": encoding}}


folder.mkdir(parents=True)
for encoding, names in ENCODINGS.items():
    for name in names:
        pq.write_table(pa.table({"v": COLUMNS[name]}), folder / f"{encoding}, {name}.parquet", compression="none",
                       row_group_size=1 << 20, store_schema=False, data_page_version="2.0" if encoding == "RLE" else "1.0", **options(encoding))
