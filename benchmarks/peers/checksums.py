"""Checksums of a table's columns that depend on every value and on its place, and on nothing else (not on chunks, nor on how
text is held). The same is computed by dev.arrowshare.benchmarks.Checksums: both sides of a gate must agree.

checksums.py FILE [COLUMN]    of a Parquet file or an Arrow file, sorted by COLUMN first
"""
import sys

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def of_table(table):
    return " ".join(f"{name}={of_column(column)}" for name, column in flat(table.column_names, table.columns))


def flat(names, columns):
    """Of a list its lengths and of a struct that it is there, and what is in them as columns of their own, named by position."""
    for name, column in zip(names, columns):
        kind = column.type
        if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_map(kind):
            yield name, pa.chunked_array([pc.list_value_length(as_list(chunk)) for chunk in column.chunks])
            yield from flat([name + ".0"], [pa.chunked_array([as_list(chunk).flatten() for chunk in column.chunks])])
        elif pa.types.is_struct(kind):
            yield name, pa.chunked_array([pc.if_else(chunk.is_valid(), 1, None) for chunk in column.chunks])
            parts = [chunk.flatten() for chunk in column.chunks]
            children = [pa.chunked_array([part[i] for part in parts]) for i in range(kind.num_fields)]
            yield from flat([f"{name}.{i}" for i in range(kind.num_fields)], children)
        else:
            yield name, column


def as_list(array):
    kind = array.type
    return array.cast(pa.list_(pa.struct([kind.key_field, kind.item_field]))) if pa.types.is_map(kind) else array


def of_column(column):
    rows = byte = 0
    total = np.uint64(0)
    nulls = 0
    with np.errstate(over="ignore"):
        for chunk in column.chunks:
            values, text = _words(chunk)
            total += _weighted(values, rows)
            total += _weighted(text, byte)
            rows += len(chunk)
            byte += len(text)
            nulls += chunk.null_count
    return f"{rows}:{nulls}:{int(total)}"


def _weighted(values, position):
    """Each value times an odd number that grows with its position, modulo 2^64."""
    places = np.arange(position, position + len(values), dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    return np.multiply(values, places).sum(dtype=np.uint64)


def _words(array):
    """A 64-bit word a row, zero for null, and the bytes of text one after the other. Of a decimal without nulls the low word."""
    none = np.empty(0, np.uint64)
    kind = array.type
    if pa.types.is_dictionary(kind):
        return _words(array.dictionary_decode())
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return _text(pc.fill_null(array.cast(pa.large_string()), ""))
    if pa.types.is_fixed_size_binary(kind):
        return _text(array.cast(pa.large_binary()))
    if pa.types.is_decimal128(kind):
        return np.frombuffer(array.buffers()[1], np.uint64)[2 * array.offset :: 2][: len(array)], none
    if pa.types.is_boolean(kind):
        return np.asarray(pc.fill_null(array, False).cast(pa.uint8())).astype(np.uint64), none
    if pa.types.is_floating(kind):
        return np.asarray(pc.fill_null(array.cast(pa.float64()), 0.0)).view(np.uint64), none
    if pa.types.is_date32(kind):
        array = array.cast(pa.int32())
    if pa.types.is_timestamp(kind):
        array = array.cast(pa.timestamp("us", kind.tz)).cast(pa.int64())
    return np.asarray(pc.fill_null(array.cast(pa.int64()), 0)).view(np.uint64), none


def _text(array):
    offsets = np.frombuffer(array.buffers()[1], np.int64)[array.offset : array.offset + len(array) + 1]
    data = array.buffers()[2]
    bytes_ = np.frombuffer(data, np.uint8)[offsets[0] : offsets[-1]] if data is not None else np.empty(0, np.uint8)
    return np.diff(offsets).astype(np.uint64), bytes_.astype(np.uint64)


def table_of(path):
    if path.endswith(".parquet"):
        import pyarrow.parquet as pq

        return pq.read_table(path)
    with pa.memory_map(path) as source:
        return pa.ipc.open_file(source).read_all()


if __name__ == "__main__":
    table = table_of(sys.argv[1])
    print(of_table(table.sort_by(sys.argv[2]) if len(sys.argv) > 2 else table))
