"""Columns that the command writes: random types up to five levels deep, dictionaries, views and runs, as Arrow from pyarrow, must be the
same values in the Parquet file to pyarrow, DuckDB and Polars. Each table is written twice, with encodings as the command chooses them and
with some drawn for each leaf; codec, page version, pages and row groups are drawn too. What a reader is known to refuse is asserted.

written.py [SEED]"""
import datetime as dt
import decimal
import itertools
import pathlib
import random
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import columns
import duckdb
import nested
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from check import PARQUET_CODECS, plain, write_arrow
from command import arrow_share

DEPTH = 5
TABLES = 24
ROWS = 300
NULLS = (0.0, 0.2, 0.8)
LEAVES = [
    (pa.int8(), lambda rng: rng.randrange(-128, 128)),
    (pa.int32(), lambda rng: rng.randrange(-(2**31), 2**31)),
    (pa.int64(), lambda rng: rng.randrange(-(2**63), 2**63)),
    (pa.uint16(), lambda rng: rng.randrange(2**16)),
    (pa.float64(), lambda rng: rng.gauss(0, 1)),
    (pa.bool_(), lambda rng: rng.random() < 0.5),
    (pa.string(), columns._text),
    (pa.large_string(), columns._text),
    (pa.string_view(), columns._text),
    (pa.binary(), lambda rng: rng.randbytes(rng.randrange(9))),
    (pa.decimal128(20, 3), lambda rng: decimal.Decimal(rng.randrange(10**12)).scaleb(-3)),
    (pa.timestamp("us"), lambda rng: dt.datetime(2020, 1, 1) + dt.timedelta(microseconds=rng.randrange(10**12))),
    (pa.binary(5), lambda rng: rng.randbytes(5)),
    (pa.binary_view(), lambda rng: rng.randbytes(rng.randrange(30))),
    (pa.date32(), lambda rng: dt.date(1970, 1, 1) + dt.timedelta(days=rng.randrange(30000))),
]

# What may be drawn for a leaf, by Parquet's type of it.
ENCODINGS = {
    "BOOLEAN": ("plain", "rle"),
    "INT32": ("plain", "dictionary", "delta_binary_packed", "byte_stream_split"),
    "INT64": ("plain", "dictionary", "delta_binary_packed", "byte_stream_split"),
    "DOUBLE": ("plain", "dictionary", "byte_stream_split"),
    "BYTE_ARRAY": ("plain", "dictionary", "delta_length_byte_array", "delta_byte_array"),
    "FIXED_LEN_BYTE_ARRAY": ("plain", "dictionary", "delta_byte_array", "byte_stream_split"),
}

# Columns that are dictionaries of text to Arrow: pyarrow makes them dictionaries again, whatever their encoding.
DICTIONARIES = ("dictionary", "words.list.element.word")

# Reader, encoding and type, with what the reader says. One that reads it one day fails this check, and its line goes.
REFUSED = {
    ("pyarrow", "delta_length_byte_array", "dictionary"): "DictAccumulator for DeltaLengthByteArrayDecoder",
    ("pyarrow", "delta_byte_array", "dictionary"): "DictAccumulator for DeltaByteArrayDecoder",
    ("duckdb", "byte_stream_split", "FIXED_LEN_BYTE_ARRAY"): "BYTE_STREAM_SPLIT",
    ("polars", "byte_stream_split", "FIXED_LEN_BYTE_ARRAY"): "ByteStreamSplit",
    ("polars", "delta_byte_array", "FIXED_LEN_BYTE_ARRAY"): "DeltaByteArray",
}


class Random:
    """Types, and values of them as Python has them."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.nulls = self.rng.choice(NULLS)

    def type(self, depth):
        shape = self.rng.choice(["leaf", "struct", "list", "large_list", "list_view", "fixed", "map"]) if depth > 1 else "leaf"
        if shape == "leaf":
            return self.rng.choice(LEAVES)[0]
        if shape == "struct":
            return pa.struct([(f"f{i}", self.type(depth - 1)) for i in range(self.rng.randrange(1, 4))])
        if shape == "map":
            return pa.map_(pa.string(), self.type(depth - 1))
        element = self.type(depth - 1)
        if shape == "fixed":
            return pa.list_(element, self.rng.randrange(1, 4))
        return {"list": pa.list_, "large_list": pa.large_list, "list_view": pa.list_view}[shape](element)

    def value(self, kind):
        return None if self.rng.random() < self.nulls else self.present(kind)

    def present(self, kind):
        if pa.types.is_struct(kind):
            return {field.name: self.value(field.type) for field in kind}
        if pa.types.is_map(kind):
            return [(f"key {i}", self.value(kind.item_type)) for i in range(self.rng.randrange(3))]
        if pa.types.is_nested(kind):
            size = kind.list_size if pa.types.is_fixed_size_list(kind) else self.rng.choice([0, 1, 1, 2, 5])
            return [self.value(kind.value_type) for _ in range(size)]
        return next(some for leaf, some in LEAVES if leaf == kind)(self.rng)

    def table(self):
        columns = {f"c{i}": self.array(self.type(DEPTH)) for i in range(4)}
        columns["dictionary"] = self.dictionary(self.array(pa.string(), few=True))
        columns["numbers"] = self.dictionary(self.array(pa.int64(), few=True))
        words = pa.list_(pa.struct([("word", pa.dictionary(pa.int16(), pa.string()))]))
        columns["words"] = nested.array(words, [self.value(nested.without_dictionaries(words)) for _ in range(ROWS)])
        columns["runs"] = self.runs(self.rng.choice(LEAVES)[0])
        return pa.table(columns)

    def array(self, kind, few=False):
        some = [self.value(kind) for _ in range(9 if few else ROWS)]
        return pa.array([self.rng.choice(some) for _ in range(ROWS)] if few else some, kind)

    def dictionary(self, values):
        encoded = values.dictionary_encode()
        index = self.rng.choice([pa.int8(), pa.uint16(), pa.int64()])
        return pa.DictionaryArray.from_arrays(encoded.indices.cast(index), encoded.dictionary)

    def runs(self, kind):
        ends = sorted({*self.rng.sample(range(1, ROWS), 40), ROWS})
        return pa.RunEndEncodedArray.from_arrays(pa.array(ends, pa.int32()), pa.array([self.value(kind) for _ in ends], kind))

    def options(self):
        """The command's, for codec, pages and row groups; lz4 is LZ4_RAW in Parquet."""
        options = ["--compression", self.rng.choice(PARQUET_CODECS), "--page-version", self.rng.choice((1, 2))]
        options += ["--page-rows", self.rng.choice((7, 100, 10_000))]
        return options + ["--row-group-rows", self.rng.choice((90, 10_000))]

    def encodings(self, leaves):
        """By the path of each leaf."""
        return {path: self.rng.choice(ENCODINGS[kind]) for path, kind in leaves.items()}


def comparable(value):
    """Maps are lists of pairs, of whichever form; a struct's members are compared in order."""
    if isinstance(value, dict):
        return [comparable(item) for item in value.values()]
    if isinstance(value, (list, tuple)):
        return [comparable(item) for item in value]
    return plain(value)


READERS = {
    "pyarrow": lambda path, names: pq.read_table(path, columns=names),
    "duckdb": lambda path, names: duckdb.connect().read_parquet(str(path)).select(*map(duckdb.ColumnExpression, names)).to_arrow_table(),
    "polars": lambda path, names: pl.read_parquet(path, columns=names).to_arrow(),
}


def leaves_of(path):
    schema = pq.read_metadata(path).schema
    return {schema.column(i).path: schema.column(i).physical_type for i in range(len(schema))}


def check(seed, folder):
    drawn = Random(seed)
    table = drawn.table()
    source = folder / f"{seed}.arrow"
    write_arrow(table, source)
    values = {name: comparable(table[name].to_pylist()) for name in table.column_names}
    chosen = folder / f"{seed}-chosen.parquet"
    options = drawn.options()
    arrow_share("convert", source, chosen, *options)
    compare(table, values, chosen, {}, f"seed {seed}, {options}")
    encodings = drawn.encodings(leaves_of(chosen))
    options = drawn.options()
    given = folder / f"{seed}-given.parquet"
    arrow_share("convert", source, given, *options, *itertools.chain(*(("--encoding", f"{leaf}={name}") for leaf, name in encodings.items())))
    has_encodings(given, encodings, f"seed {seed}, {options}")
    compare(table, values, given, encodings, f"seed {seed}, {options}, {encodings}")


def has_encodings(path, encodings, where):
    """Of a leaf that has any value."""
    group = pq.read_metadata(path).row_group(0)
    for i in range(group.num_columns):
        chunk = group.column(i)
        if chunk.statistics.num_values == 0:
            continue
        wanted = {"dictionary": "RLE_DICTIONARY"}.get(encodings[chunk.path_in_schema], encodings[chunk.path_in_schema].upper())
        assert wanted in chunk.encodings, f"{where}: {chunk.path_in_schema} is {chunk.encodings}, not {wanted}"


def refusal(reader, encoding, leaf, kind):
    return REFUSED.get((reader, encoding, "dictionary" if leaf in DICTIONARIES and reader == "pyarrow" else kind))


def compare(table, values, path, encodings, where):
    kinds = leaves_of(path)
    for reader, read in READERS.items():
        refused = {leaf.split(".")[0] for leaf, encoding in encodings.items() if refusal(reader, encoding, leaf, kinds[leaf])}
        names = [name for name in table.column_names if name not in refused]
        try:
            found = read(path, names)
        except BaseException as e:  # Polars panics, which is no Exception
            raise AssertionError(f"{where}, refused by {reader}: {e}") from e
        assert found.num_rows == ROWS, f"{where}, read by {reader}: {found.num_rows} rows"
        for name in names:
            for row, (one, other) in enumerate(zip(values[name], comparable(found[name].to_pylist()), strict=True)):
                assert one == other, f"{where}, column {name} ({table[name].type}), row {row}, read by {reader}: {other!r}, not {one!r}"


def still_refused(folder):
    """Every encoding of a column of fixed size and of a dictionary: read as it is, or refused by that reader in the words of the table."""
    fixed = pa.array([None if i % 7 == 0 else bytes([i % 50] * 5) for i in range(ROWS)], pa.binary(5))
    table = pa.table({"fixed": fixed, "dictionary": pa.array([f"word {i % 9}" for i in range(ROWS)]).dictionary_encode()})
    source = folder / "refused.arrow"
    write_arrow(table, source)
    for name, kind in (("fixed", "FIXED_LEN_BYTE_ARRAY"), ("dictionary", "BYTE_ARRAY")):
        for encoding in ENCODINGS[kind]:
            path = folder / f"{name}-{encoding}.parquet"
            arrow_share("convert", source, path, "--columns", name, "--encoding", f"{name}={encoding}")
            for reader, read in READERS.items():
                check_refusal(read, path, table[name], refusal(reader, encoding, name, kind), f"{reader}, {encoding} of {kind}, column {name}")


def check_refusal(read, path, want, words, where):
    try:
        found = read(path, path.stem.split("-")[:1]).column(0).to_pylist()
    except BaseException as e:  # Polars panics, which is no Exception
        assert words and words in str(e), f"{where}: refused, {e}"
        return
    assert found == want.to_pylist(), f"{where}: other values"
    assert words is None, f"{where}: it is read now; strike it from REFUSED, and from docs/design/parquet.md"


def main():
    first = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(2) as pool:
        folder = pathlib.Path(name)
        jobs = [pool.submit(check, seed, folder) for seed in range(first, first + TABLES)]
        jobs.append(pool.submit(still_refused, folder))
        failures = [f"{job.exception()!r}" for job in jobs if job.exception()]
    for failure in failures:
        print("FAILED", failure, file=sys.stderr)
    print(f"written: {TABLES} tables in two files each, equal to pyarrow, DuckDB and Polars, {len(REFUSED)} known refusals, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
