"""Columns of every type, with no, some and only nulls, for the checks with other programs. Deterministic."""
import datetime as dt
import decimal
import random
import uuid

import pyarrow as pa

NULLS = {"none": 0.0, "some": 0.3, "all": 1.0}

UTC_EPOCH = dt.datetime(1970, 1, 1)


def _text(rng):
    return "".join(rng.choice("abcß∂é😀 ,\n") for _ in range(rng.randrange(12)))


def _decimal(digits, scale):
    return lambda rng: decimal.Decimal(rng.randrange(-(10**digits) + 1, 10**digits)).scaleb(
        -scale, decimal.Context(prec=80)
    )


def _int(bits, signed=True):
    low = -(2 ** (bits - 1)) if signed else 0
    high = 2 ** (bits - 1) - 1 if signed else 2**bits - 1
    return lambda rng: rng.choice([low, high, 0, 1, rng.randint(low, high)])


def _ticks(limit):
    return lambda rng: rng.randrange(-limit, limit)


def _double(rng):
    return rng.choice([0.0, -0.0, 1.5, float("inf"), float("-inf"), float("nan"), rng.gauss(0, 1e9)])


def _small_float(rng):
    return float(rng.randrange(-2048, 2048)) / 8


# Types that Parquet holds in one leaf: the first slice of our reader and writer.
FLAT = {
    "bool": (pa.bool_(), lambda rng: rng.random() < 0.5),
    "int8": (pa.int8(), _int(8)),
    "int16": (pa.int16(), _int(16)),
    "int32": (pa.int32(), _int(32)),
    "int64": (pa.int64(), _int(64)),
    "uint8": (pa.uint8(), _int(8, False)),
    "uint16": (pa.uint16(), _int(16, False)),
    "uint32": (pa.uint32(), _int(32, False)),
    "uint64": (pa.uint64(), _int(64, False)),
    "float16": (pa.float16(), _small_float),
    "float32": (pa.float32(), _small_float),
    "float64": (pa.float64(), _double),
    "decimal_9_2": (pa.decimal128(9, 2), _decimal(9, 2)),
    "decimal_18_4": (pa.decimal128(18, 4), _decimal(18, 4)),
    "decimal_38_10": (pa.decimal128(38, 10), _decimal(38, 10)),
    "date32": (pa.date32(), lambda rng: dt.date(1900, 1, 1) + dt.timedelta(days=rng.randrange(80000))),
    "time32_ms": (pa.time32("ms"), lambda rng: rng.randrange(86_400_000)),
    "time64_us": (pa.time64("us"), lambda rng: rng.randrange(86_400_000_000)),
    "time64_ns": (pa.time64("ns"), lambda rng: rng.randrange(86_400_000_000) * 1000),
    "timestamp_ms": (pa.timestamp("ms"), _ticks(10**12)),
    "timestamp_us": (pa.timestamp("us"), _ticks(10**15)),
    "timestamp_ns": (pa.timestamp("ns"), lambda rng: _ticks(10**15)(rng) * 1000),
    "timestamp_us_utc": (pa.timestamp("us", "UTC"), _ticks(10**15)),
    "timestamp_ms_zone": (pa.timestamp("ms", "Europe/Berlin"), _ticks(10**12)),
    "string": (pa.string(), _text),
    "binary": (pa.binary(), lambda rng: rng.randbytes(rng.randrange(9))),
    "few_strings": (pa.string(), lambda rng: rng.choice(["card", "cash", "überfall", ""])),
}

# Types that only Arrow's own formats, or Parquet with the Arrow schema in its metadata, hand back as they were.
ARROW_SCHEMA = {
    "decimal256": (pa.decimal256(60, 10), _decimal(60, 10)),
    "fixed_binary": (pa.binary(5), lambda rng: rng.randbytes(5)),
    "duration_us": (pa.duration("us"), _ticks(10**15)),
    "large_string": (pa.large_string(), _text),
    "large_binary": (pa.large_binary(), lambda rng: rng.randbytes(rng.randrange(9))),
    "dictionary": (pa.dictionary(pa.int32(), pa.string()), lambda rng: rng.choice(["card", "cash", "no charge"])),
}

# More of those, which are compared with pyarrow alone.
ARROW_SCHEMA_PYARROW = {
    "null": (pa.null(), lambda rng: None),
    "date64": (pa.date64(), lambda rng: dt.date(1900, 1, 1) + dt.timedelta(days=rng.randrange(80000))),
    "time32_s": (pa.time32("s"), lambda rng: rng.randrange(86_400)),
    "timestamp_s": (pa.timestamp("s"), _ticks(10**9)),
    "timestamp_s_zone": (pa.timestamp("s", "Asia/Tokyo"), _ticks(10**9)),
    "duration_s": (pa.duration("s"), _ticks(10**9)),
    "duration_ns": (pa.duration("ns"), lambda rng: _ticks(10**12)(rng) * 1000),
    "string_view": (pa.string_view(), lambda rng: _text(rng) * 3),
    "binary_view": (pa.binary_view(), lambda rng: rng.randbytes(rng.randrange(30))),
    "uuid": (pa.uuid(), lambda rng: uuid.UUID(bytes=rng.randbytes(16)).bytes),
    "json": (pa.json_(), lambda rng: rng.choice(['{"a":1}', "[]", "3"])),
    "opaque": (pa.opaque(pa.binary(), "point", "acme"), lambda rng: rng.randbytes(4)),
    "dictionary_int8": (pa.dictionary(pa.int8(), pa.int64()), lambda rng: rng.randrange(5) * 10**12),
    "dictionary_uint16": (pa.dictionary(pa.uint16(), pa.large_string()), _text),
    "dictionary_ordered": (pa.dictionary(pa.int8(), pa.string(), ordered=True), lambda rng: rng.choice(["low", "mid", "high"])),
    "dictionary_binary": (pa.dictionary(pa.int32(), pa.binary()), lambda rng: rng.randbytes(rng.randrange(2))),
    "dictionary_fixed": (pa.dictionary(pa.int16(), pa.binary(3)), lambda rng: rng.choice([b"abc", b"xyz"])),
    "dictionary_bool": (pa.dictionary(pa.int8(), pa.bool_()), lambda rng: rng.random() < 0.5),
    "dictionary_double": (pa.dictionary(pa.int32(), pa.float64()), lambda rng: float(rng.randrange(700))),
    "dictionary_decimal": (pa.dictionary(pa.int8(), pa.decimal128(30, 2)), lambda rng: decimal.Decimal(rng.randrange(9)).scaleb(-2)),
    "dictionary_seconds": (pa.dictionary(pa.int8(), pa.timestamp("s", "Asia/Tokyo")), lambda rng: rng.randrange(9)),
}

# Types of the Arrow format that Parquet nests or lacks.
ARROW_ONLY = {
    "list": (pa.list_(pa.int32()), lambda rng: [rng.randrange(9) for _ in range(rng.randrange(4))]),
    "large_list": (pa.large_list(pa.string()), lambda rng: [_text(rng) for _ in range(rng.randrange(4))]),
    "fixed_list": (pa.list_(pa.int16(), 2), lambda rng: [rng.randrange(9), rng.randrange(9)]),
    "list_view": (pa.list_view(pa.int64()), lambda rng: [rng.randrange(9) for _ in range(rng.randrange(4))]),
    "struct": (
        pa.struct([("a", pa.int32()), ("b", pa.string())]),
        lambda rng: {"a": rng.randrange(9), "b": _text(rng)},
    ),
    "map": (pa.map_(pa.string(), pa.int32()), lambda rng: [(_text(rng), rng.randrange(9))]),
    "interval": (
        pa.month_day_nano_interval(),
        lambda rng: pa.MonthDayNano([rng.randrange(9), rng.randrange(9), rng.randrange(9)]),
    ),
}


def run_end_encoded(rows, nulls):
    """Runs of three; pyarrow cannot make this type from Python values."""
    values = [None if nulls == 1.0 or (nulls > 0 and i % 3 == 0) else i for i in range((rows + 2) // 3)]
    ends = [min(3 * (i + 1), rows) for i in range(len(values))]
    return pa.RunEndEncodedArray.from_arrays(pa.array(ends, pa.int32()), pa.array(values, pa.int64()))


def changing_dictionary(rows, nulls, chunk=300):
    """Each chunk has a dictionary of its own, in an order of its own, as pandas makes of files that are put together."""
    chunks = []
    for first in range(0, rows, chunk):
        rng = random.Random(f"{first} {nulls}")
        words = [f"word {(first // chunk + i) % 6}" for i in range(4)]
        indices = [None if rng.random() < nulls else rng.randrange(4) for _ in range(min(chunk, rows - first))]
        chunks.append(pa.DictionaryArray.from_arrays(pa.array(indices, pa.int8()), pa.array(words)))
    return pa.chunked_array(chunks, pa.dictionary(pa.int8(), pa.string()))


def table(kinds, rows, seed=7):
    """A table with a column for each type and share of nulls, named type_nulls."""
    columns = {}
    for name, (arrow_type, value) in kinds.items():
        for nulls, share in NULLS.items():
            rng = random.Random(f"{seed} {name} {nulls} {rows}")
            values = [None if rng.random() < share else value(rng) for _ in range(rows)]
            columns[f"{name}_{nulls}"] = _array(values, arrow_type)
    if kinds is ARROW_SCHEMA_PYARROW:
        for nulls, share in NULLS.items():
            columns[f"dictionary_changing_{nulls}"] = changing_dictionary(rows, share)
    if kinds is ARROW_ONLY and rows > 0:
        for nulls, share in NULLS.items():
            columns[f"run_end_encoded_{nulls}"] = run_end_encoded(rows, share)
    return pa.table(columns)


def _array(values, arrow_type):
    if pa.types.is_dictionary(arrow_type):
        encoded = pa.array(values, arrow_type.value_type).dictionary_encode()
        return pa.DictionaryArray.from_arrays(
            encoded.indices.cast(arrow_type.index_type), encoded.dictionary, ordered=arrow_type.ordered
        )
    return pa.array(values, arrow_type)
