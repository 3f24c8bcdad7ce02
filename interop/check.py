"""Values must be equal after: another program writes, the command converts, other programs read."""
import base64
import itertools
import pathlib
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import columns
import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.ipc as ipc
import pyarrow.parquet as pq
from command import alone, arrow_share

SIZES = (0, 1, 1000)
PARQUET_CODECS = ("none", "snappy", "zstd", "gzip", "lz4")
VALUE_ENCODINGS = ("DELTA_BINARY_PACKED", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY", "BYTE_STREAM_SPLIT")
ONLY_PYARROW = "only-pyarrow"


def write_arrow(table, path, **options):
    with pa.OSFile(str(path), "wb") as sink, ipc.new_file(sink, table.schema, options=ipc.IpcWriteOptions(**options)) as writer:
        writer.write_table(table.unify_dictionaries(), max_chunksize=400)


def write_stream(table, path):
    with pa.OSFile(str(path), "wb") as sink, ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=400)


def read_arrow(path):
    with pa.memory_map(str(path)) as source:
        return ipc.open_file(source).read_all()


def read_stream(path):
    with pa.OSFile(str(path)) as source:
        return ipc.open_stream(source).read_all()


def read_with_pyarrow(path, names=None):
    table = {".parquet": pq.read_table, ".arrow": read_arrow, ".arrows": read_stream}[path.suffix](path)
    return table if names is None else table.select(names)


def read_with_duckdb(path, names):
    with duckdb.connect() as connection:  # of its own: the module's refuses a second thread
        if path.suffix == ".parquet":
            relation = connection.read_parquet(str(path))
        else:
            relation = connection.from_arrow(read_with_pyarrow(path, names))  # it scans our buffers, as they lie in the file
        return relation.select(*[duckdb.ColumnExpression(name) for name in names]).to_arrow_table()


def read_with_polars(path, names):
    readers = {".parquet": pl.read_parquet, ".arrow": pl.read_ipc, ".arrows": pl.read_ipc_stream}
    return readers[path.suffix](path, columns=names).to_arrow()


READERS = {"pyarrow": read_with_pyarrow, "duckdb": read_with_duckdb, "polars": read_with_polars}

# What a program does not read, or hands back as something that does not compare.
NOT_READ = {
    "pyarrow": set(),
    "duckdb": {"float16", "decimal256", "duration_us"},
    "polars": {"float16", "decimal256"},
}


def kind(column):
    return column.rsplit("_", 1)[0]


def plain(value):
    """A value that equals what another program made of it: NaN is NaN, a view is its bytes, 1 is not 1.0."""
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def readable(table, reader):
    return [name for name in table.column_names if kind(name) not in NOT_READ[reader]]


def compare(expected, actual, reader, what, types=None):
    """Values must be equal, and for pyarrow the types as well: those of a schema, or the expected table's."""
    assert actual.num_rows == expected.num_rows, f"{what}, read by {reader}: {actual.num_rows} rows, not {expected.num_rows}"
    types = types or expected.schema
    if reader != "pyarrow":
        expected = with_values(expected)
    for name in expected.column_names:
        where = f"{what}, column {name}, read by {reader}"
        want = types.field(name).type
        assert reader != "pyarrow" or actual[name].type == want, f"{where}: {actual[name].type}, not {want}"
        compare_column(expected[name], actual[name], reader, where)


def compare_column(want, got, reader, where):
    if reader != "pyarrow" and got.type != want.type:
        got = got.cast(want.type)
    for row, (one, other) in enumerate(zip(want.to_pylist(), got.to_pylist(), strict=True)):
        assert plain(one) == plain(other), f"{where}, row {row}: {other!r}, not {one!r}"


def with_values(table):
    """Of a column that is dictionary-encoded, the values."""
    fields = [field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field
              for field in table.schema]
    return table.cast(pa.schema(fields))


def types_in(target, source, table):
    """The Arrow types that pyarrow must find in the target.

    From Parquet to Arrow those that the writer named, all of them; in Parquet those that pyarrow restores: of its own file with the
    same columns, since it does not bring back everything (seconds, dictionaries of numbers).
    """
    if target.suffix == ".parquet":
        return table.schema if source.suffix == ".parquet" else pyarrow_schema_in_parquet(table)
    metadata = pq.read_metadata(source).metadata if source.suffix == ".parquet" else None
    named = (metadata or {}).get(b"ARROW:schema")
    return pa.ipc.read_schema(pa.py_buffer(base64.b64decode(named))) if named else table.schema


def pyarrow_schema_in_parquet(table):
    written = pa.BufferOutputStream()
    pq.write_table(table, written)
    return pq.read_schema(pa.BufferReader(written.getvalue()))


def check(source, target, readers, *options):
    """The command converts source to target; every reader must find there what pyarrow finds in the source."""
    expected = read_with_pyarrow(source)
    arrow_share("convert", source, target, *options)
    what = f"{source.name} -> {target.name} {' '.join(options)}".strip()
    types = types_in(target, source, expected)
    for reader in readers:
        names = readable(expected, reader)
        compare(expected.select(names), READERS[reader](target, names), reader, what, types)
    found = read_with_pyarrow(target).column_names
    assert found == expected.column_names, f"{what}: columns {found}, not {expected.column_names}"


def theirs(folder):
    """(file, suffixes it can be converted to) for each writer."""
    for rows in SIZES:
        flat = columns.table(columns.FLAT, rows)
        every = columns.table({**columns.FLAT, **columns.ARROW_SCHEMA}, rows)
        restored = columns.table(columns.ARROW_SCHEMA_PYARROW, rows)
        arrow = columns.table(columns.ARROW_ONLY, rows)
        yield from pyarrow_files(folder, rows, every, restored, arrow)
        yield from duckdb_files(folder, rows, flat)
        yield from polars_files(folder, rows, flat)
    yield from pyarrow_encodings(folder, every, "pyarrow", (*PARQUET_CODECS, "brotli"))
    yield from pyarrow_value_encodings(folder, every)
    yield from pyarrow_encodings(folder, restored, f"{ONLY_PYARROW}-restored", ("snappy",))
    yield from pyarrow_compressed(folder, every)


def pyarrow_files(folder, rows, every, restored, arrow):
    formats = (".parquet", ".arrow", ".arrows")
    for table, prefix, suffixes in ((every, "pyarrow", formats), (restored, f"{ONLY_PYARROW}-restored", formats),
                                    (arrow, f"{ONLY_PYARROW}-arrow", (".arrow", ".arrows"))):
        write_arrow(table, folder / f"{prefix}-{rows}.arrow")
        yield folder / f"{prefix}-{rows}.arrow", suffixes
        write_stream(table, folder / f"{prefix}-{rows}.arrows")
        yield folder / f"{prefix}-{rows}.arrows", suffixes
    for table, prefix in ((every, "pyarrow"), (restored, f"{ONLY_PYARROW}-restored")):
        pq.write_table(table, folder / f"{prefix}-{rows}.parquet", row_group_size=400)
        yield folder / f"{prefix}-{rows}.parquet", formats


def pyarrow_encodings(folder, table, prefix, codecs):
    for codec, version, dictionary in itertools.product(codecs, ("1.0", "2.0"), (True, False)):
        path = folder / f"{prefix}-{codec}-{version}-{dictionary}.parquet"
        pq.write_table(table, path, compression=codec, data_page_version=version, use_dictionary=dictionary,
                       dictionary_pagesize_limit=1000, data_page_size=2000, row_group_size=700)
        yield path, (".arrow",)


def pyarrow_value_encodings(folder, table):
    """Each encoding for the columns that can have it, pages V1 and V2, and nulls none, some and all."""
    for encoding, version in itertools.product(VALUE_ENCODINGS, ("1.0", "2.0")):
        path = folder / f"pyarrow-{encoding}-{version}.parquet"
        names = [name for name in table.column_names if is_encodable(table.select([name]), encoding, version)]
        assert len(names) > 3 and write_encoded(table.select(names), path, encoding, version), f"{encoding}: only {names}"
        yield path, (".arrow",)


def is_encodable(table, encoding, version):
    """Whether pyarrow writes it, and reads what it wrote: it does not bring back every dictionary."""
    written = pa.BufferOutputStream()
    if not write_encoded(table, written, encoding, version):
        return False
    try:
        return pq.read_table(pa.BufferReader(written.getvalue())).num_rows == table.num_rows
    except OSError:
        return False


def write_encoded(table, target, encoding, version):
    try:
        pq.write_table(table, target, compression="snappy" if version == "1.0" else "none", data_page_version=version, data_page_size=2000,
                       use_dictionary=False, column_encoding={name: encoding for name in table.column_names}, row_group_size=700)
    except (OSError, pa.ArrowNotImplementedError):
        return False
    return True


def pyarrow_compressed(folder, table):
    for codec in ("lz4", "zstd"):
        write_arrow(table, folder / f"pyarrow-{codec}.arrow", compression=codec)
        yield folder / f"pyarrow-{codec}.arrow", (".arrow",)


def duckdb_files(folder, rows, flat):
    path = folder / f"duckdb-{rows}.parquet"
    with duckdb.connect() as connection:
        connection.from_arrow(flat.select(readable(flat, "duckdb"))).write_parquet(str(path))
    yield path, (".parquet", ".arrow")


def polars_files(folder, rows, flat):
    frame = pl.from_arrow(flat.select(readable(flat, "polars")))
    frame.write_parquet(folder / f"polars-{rows}.parquet")
    yield folder / f"polars-{rows}.parquet", (".parquet", ".arrow")
    frame.write_ipc(folder / f"polars-{rows}.arrow")
    yield folder / f"polars-{rows}.arrow", (".parquet", ".arrow")


def conversions(folder):
    """(source, target, readers, options); what pyarrow finds in the source is what all must find in the target."""
    for source, suffixes in theirs(folder):
        readers = ["pyarrow"] if source.name.startswith(ONLY_PYARROW) else list(READERS)
        for suffix in suffixes:
            yield source, folder / f"{source.name}-as{suffix}", readers, ()
    source = folder / f"pyarrow-{max(SIZES)}.arrow"
    for suffix, codecs in ((".parquet", PARQUET_CODECS), (".arrow", ("none", "zstd", "lz4"))):
        for codec in codecs:
            yield source, folder / f"ours-{codec}{suffix}", list(READERS), ("--compression", codec)


def sample(folder):
    """The command's own data, in its three formats, is the same to every reader."""
    for suffix in (".parquet", ".arrow", ".arrows"):
        alone("sample", folder / f"sample{suffix}", "--rows", 5000)
    expected = pq.read_table(folder / "sample.parquet")
    assert expected.num_rows == 5000 and expected["tip"].null_count > 500
    for suffix, reader in itertools.product((".parquet", ".arrow", ".arrows"), READERS):
        found = READERS[reader](folder / f"sample{suffix}", expected.column_names)
        compare(expected, found, reader, f"sample{suffix}")


def main():
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(2) as pool:
        folder = pathlib.Path(name)
        sample(folder)
        jobs = [pool.submit(check, source, target, readers, *options)
                for source, target, readers, options in conversions(folder)]
        failures = [str(job.exception()) for job in jobs if job.exception()]
    for failure in failures:
        print("FAILED", failure, file=sys.stderr)
    print(f"interop: {len(jobs) - len(failures)} of {len(jobs)} conversions equal for their readers "
          f"(pyarrow {pa.__version__}, duckdb {duckdb.__version__}, polars {pl.__version__})")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
