"""pyarrow's writer options: files of the same columns, each written with options drawn at random, become one Arrow file, whose values
must be what was written; and options that change the types of the file, each by itself, against what pyarrow reads.

options.py [SEED]"""
import pathlib
import random
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import columns
import pyarrow as pa
import pyarrow.parquet as pq
from check import plain, read_arrow
from command import arrow_share

FILES = 24
ROWS = 100
INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "date32", "timestamp_us", "time64_us")
BYTES = ("string", "binary", "few_strings", "large_string")
SPLIT = ("int32", "int64", "float32", "float64", "fixed_binary")
KINDS = {name: kind for name, kind in {**columns.FLAT, **columns.ARROW_SCHEMA}.items()
         if name not in ("uint32", "timestamp_ns", "time64_ns")}  # which version 1.0 has no types for
NESTED = {name: columns.ARROW_ONLY[name] for name in ("list", "large_list", "fixed_list", "struct", "map")}

OPTIONS = {
    "version": ("1.0", "2.4", "2.6"),
    "data_page_version": ("1.0", "2.0"),
    "compression": ("none", "snappy", "gzip", "zstd", "lz4", "brotli"),
    "row_group_size": (1, 30, 99, 10_000),
    "data_page_size": (None, 1, 100, 5_000),
    "write_batch_size": (None, 1, 13, 100),
    "max_rows_per_page": (None, 1, 7, 100),
    "dictionary_pagesize_limit": (None, 20, 200),
    "write_statistics": (True, False, ["int32_some", "string_none"]),
    "write_page_index": (True, False),
    "write_page_checksum": (True, False),
    "store_decimal_as_integer": (True, False),
    "write_time_adjusted_to_utc": (True, False),
    "use_content_defined_chunking": (True, False),
    "sorting_columns": (None, [pq.SortingColumn(0), pq.SortingColumn(3, descending=True, nulls_first=True)]),
    "bloom_filter_options": (None, {"string_some": {"ndv": 100, "fpp": 0.01}, "int64_none": {"ndv": 300, "fpp": 0.1}}),
    "use_dictionary": (True, False, ["string_none", "int64_some", "float64_all", "decimal_38_10_some"]),
    "encoding": (None, "DELTA_BINARY_PACKED", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY", "BYTE_STREAM_SPLIT", "PLAIN"),
}

ENCODABLE = {
    "DELTA_BINARY_PACKED": INTEGERS,
    "DELTA_LENGTH_BYTE_ARRAY": BYTES,
    "DELTA_BYTE_ARRAY": (*BYTES, "fixed_binary"),
    "BYTE_STREAM_SPLIT": SPLIT,
    "PLAIN": tuple(KINDS),
}

# Each changes what types the file has. pyarrow's own reading of the file is what must come out.
CHANGES = {
    "int96": {"use_deprecated_int96_timestamps": True, "store_schema": False},
    "milliseconds": {"coerce_timestamps": "ms", "allow_truncated_timestamps": True},
    "microseconds": {"coerce_timestamps": "us", "allow_truncated_timestamps": True, "store_schema": False},
    "version-1": {"version": "1.0", "store_schema": False},
    "no-schema": {"store_schema": False, "store_decimal_as_integer": True},
    "old-lists": {"use_compliant_nested_type": False},
    "old-lists-no-schema": {"use_compliant_nested_type": False, "store_schema": False},
    "spark": {"flavor": "spark"},
}


def drawn(rng, table):
    options = {name: rng.choice(values) for name, values in OPTIONS.items()}
    encoding = options.pop("encoding")
    if encoding and options["use_dictionary"] is not True:
        kinds = ENCODABLE[encoding]
        dictionaries = options["use_dictionary"] or []
        options["column_encoding"] = {name: encoding for name in table.column_names
                                      if name.rsplit("_", 1)[0] in kinds and name not in dictionaries}
    return {name: value for name, value in options.items() if value is not None}


def kept(folder, seed):
    """All of them are read as one, so that one JVM is enough."""
    files = folder / "kept.parquet"
    files.mkdir()
    tables = []
    for i in range(FILES):
        rng = random.Random(f"{seed} {i}")
        table = columns.table({**KINDS, **NESTED}, ROWS, seed=f"{seed} {i}")
        options = drawn(rng, table)
        try:
            pq.write_table(table, files / f"part-{i}.parquet", **options)
        except Exception as e:
            raise AssertionError(f"file {i} of seed {seed}: pyarrow refuses {options}") from e
        tables.append((table, options))
    arrow_share("convert", files, folder / "kept.arrow")
    found = read_arrow(folder / "kept.arrow")
    assert found.num_rows == FILES * ROWS, f"{found.num_rows} rows of {FILES} files of {ROWS}"
    for i, (table, options) in enumerate(tables):
        equal(table, found.slice(i * ROWS, ROWS), f"seed {seed}, file {i}, written with {options}")


def equal(want, found, where):
    assert found.column_names == want.column_names, f"{where}: {found.column_names}"
    for name in want.column_names:
        for row, (one, other) in enumerate(zip(want[name].to_pylist(), found[name].to_pylist(), strict=True)):
            assert plain(one) == plain(other), f"{where}: column {name}, row {row}: {other!r}, not {one!r}"


def changed(folder, seed, name):
    kinds = {**columns.FLAT, **columns.ARROW_SCHEMA, **NESTED}
    if "milli" in name or name in ("version-1", "microseconds"):
        kinds.pop("time64_ns")
    source = folder / f"{name}.parquet"
    pq.write_table(columns.table(kinds, ROWS, seed=seed), source, row_group_size=70, **CHANGES[name])
    arrow_share("convert", source, folder / f"{name}.arrow")
    equal(pq.read_table(source), read_arrow(folder / f"{name}.arrow"), f"seed {seed}, {name}")


def main():
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(2) as pool:
        folder = pathlib.Path(name)
        jobs = [pool.submit(kept, folder, seed), *(pool.submit(changed, folder, seed, change) for change in CHANGES)]
        failures = [f"{job.exception()}" for job in jobs if job.exception()]
    for failure in failures:
        print("FAILED", failure, file=sys.stderr)
    print(f"options: {FILES} files with pyarrow's options at random, {len(CHANGES)} that change types, {len(failures)} failures, seed {seed}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
