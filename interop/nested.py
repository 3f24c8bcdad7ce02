"""Nested columns: random types up to five levels deep, written by pyarrow in every page version and size, must come out of the command
with the same types and values.

nested.py [SEED]"""
import decimal
import itertools
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

DEPTH = 5
COLUMNS = 12
ROWS = 500
PAGES = {"usual": {}, "tiny": {"data_page_size": 64, "write_batch_size": 7, "dictionary_pagesize_limit": 300}}
NULLS = {"none": 0.0, "some": 0.25, "most": 0.9}

LEAVES = [
    (pa.int8(), lambda rng: rng.randrange(-128, 128)),
    (pa.int32(), lambda rng: rng.randrange(-(2**31), 2**31)),
    (pa.int64(), lambda rng: rng.randrange(-(2**63), 2**63)),
    (pa.uint16(), lambda rng: rng.randrange(2**16)),
    (pa.float32(), lambda rng: float(rng.randrange(1000)) / 8),
    (pa.float64(), lambda rng: rng.gauss(0, 1)),
    (pa.bool_(), lambda rng: rng.random() < 0.5),
    (pa.string(), columns._text),
    (pa.large_string(), columns._text),
    (pa.binary(), lambda rng: rng.randbytes(rng.randrange(9))),
    (pa.binary(5), lambda rng: rng.randbytes(5)),
    (pa.decimal128(20, 3), lambda rng: decimal.Decimal(rng.randrange(10**12)).scaleb(-3)),
    (pa.timestamp("us", "Europe/Berlin"), lambda rng: rng.randrange(10**15)),
    (pa.timestamp("s"), lambda rng: rng.randrange(10**9)),
    (pa.duration("ms"), lambda rng: rng.randrange(10**9)),
    (pa.date32(), lambda rng: rng.randrange(30000)),
    (pa.dictionary(pa.int16(), pa.string()), lambda rng: rng.choice(["card", "cash", "überfall", ""])),
    (pa.dictionary(pa.int8(), pa.int64()), lambda rng: rng.randrange(5) * 10**12),
    (pa.null(), lambda rng: None),
]


class Kind:
    """A type, and random values of it as Python has them."""

    def __init__(self, rng, depth, nulls):
        self.nulls = nulls
        self.parts = []
        shape = rng.choice(["leaf", "struct", "list", "large_list", "fixed", "map"]) if depth > 0 else "leaf"
        getattr(self, shape)(rng, depth)

    def leaf(self, rng, depth):
        self.type, self.some = rng.choice(LEAVES)

    def struct(self, rng, depth):
        self.parts = [Kind(rng, depth - 1, self.nulls) for _ in range(rng.randrange(1, 4))]
        self.type = pa.struct([pa.field(f"f{i}", part.type, part.is_nullable(rng)) for i, part in enumerate(self.parts)])
        self.some = lambda rng: {f"f{i}": part.value(rng, self.type.field(i)) for i, part in enumerate(self.parts)}

    def list(self, rng, depth, make=pa.list_):
        self.parts = [Kind(rng, depth - 1, self.nulls)]
        field = pa.field("element", self.parts[0].type, self.parts[0].is_nullable(rng))
        self.type = make(field)
        self.some = lambda rng: [self.parts[0].value(rng, field) for _ in range(rng.choice([0, 1, 1, 2, 5]))]

    def large_list(self, rng, depth):
        self.list(rng, depth, pa.large_list)

    def fixed(self, rng, depth):
        size = rng.randrange(1, 4)
        self.list(rng, depth, lambda field: pa.list_(field, size))
        field = self.type.value_field
        self.some = lambda rng: [self.parts[0].value(rng, field) for _ in range(size)]

    def map(self, rng, depth):
        self.parts = [Kind(rng, 0, 0.0), Kind(rng, depth - 1, self.nulls)]
        while pa.types.is_null(self.parts[0].type) or pa.types.is_dictionary(self.parts[0].type):
            self.parts[0] = Kind(rng, 0, 0.0)
        item = pa.field("value", self.parts[1].type)
        self.type = pa.map_(pa.field("key", self.parts[0].type, nullable=False), item)
        self.some = lambda rng: [(self.parts[0].some(rng), self.parts[1].value(rng, item)) for _ in range(rng.randrange(3))]

    def is_nullable(self, rng):
        return pa.types.is_null(self.type) or rng.random() < 0.8

    def value(self, rng, field=None):
        return None if (field is None or field.nullable) and rng.random() < self.nulls else self.some(rng)


def array(kind, values):
    """pa.array cannot make dictionaries within other types: their values are made first, and cast."""
    plain_type = without_dictionaries(kind)
    made = pa.array(values, plain_type)
    return made if plain_type == kind else encoded(made, kind)


def without_dictionaries(kind):
    if pa.types.is_dictionary(kind):
        return kind.value_type
    if pa.types.is_struct(kind):
        return pa.struct([field.with_type(without_dictionaries(field.type)) for field in kind])
    if pa.types.is_map(kind):
        return pa.map_(kind.key_field, kind.item_field.with_type(without_dictionaries(kind.item_type)))
    if is_list(kind):
        return relisted(kind, without_dictionaries(kind.value_type))
    return kind


def is_list(kind):
    return pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind)


def relisted(kind, value_type):
    field = kind.value_field.with_type(value_type)
    if pa.types.is_fixed_size_list(kind):
        return pa.list_(field, kind.list_size)
    return pa.large_list(field) if pa.types.is_large_list(kind) else pa.list_(field)


def encoded(made, kind):
    if made.type == kind:
        return made
    if pa.types.is_dictionary(kind):
        found = made.dictionary_encode()
        return pa.DictionaryArray.from_arrays(found.indices.cast(kind.index_type), found.dictionary)
    children = [made.field(i) for i in range(made.type.num_fields)] if pa.types.is_struct(kind) else None
    validity = made.buffers()[0]
    if children is not None:
        parts = [encoded(child, field.type) for child, field in zip(children, kind)]
        return pa.Array.from_buffers(kind, len(made), [validity], children=parts)
    if pa.types.is_map(kind):
        entries = pa.StructArray.from_arrays([made.keys, encoded(made.items, kind.item_type)],
                                             fields=[kind.key_field, kind.item_field])
        return pa.Array.from_buffers(kind, len(made), made.buffers()[:2], children=[entries])
    count = 1 if pa.types.is_fixed_size_list(kind) else 2
    return pa.Array.from_buffers(kind, len(made), made.buffers()[:count], children=[encoded(made.values, kind.value_type)])


def can_write(column):
    """pyarrow refuses some nestings, such as null lists of a fixed size with nulls within."""
    try:
        pq.write_table(pa.table({"c": column}), pa.BufferOutputStream())
        return True
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return False


def table(rng, nulls):
    made = {}
    while len(made) < COLUMNS:
        kind = Kind(rng, rng.randrange(1, DEPTH + 1), nulls)
        column = array(kind.type, [kind.value(rng) for _ in range(ROWS)])
        if column.type.num_fields > 0 and can_write(column):
            made[f"c{len(made)}"] = column
    return pa.table(made)


def check(folder, seed, version, pages, nulls):
    rng = random.Random(f"{seed} {version} {pages} {nulls}")
    expected = table(rng, NULLS[nulls])
    source = folder / f"nested-{version}-{pages}-{nulls}-{seed}.parquet"
    options = {"data_page_version": version, "row_group_size": rng.choice([60, 500]), "use_dictionary": rng.random() < 0.7,
               "compression": rng.choice(["none", "snappy", "zstd"])}
    pq.write_table(expected, source, **options, **PAGES[pages])
    target = source.with_suffix(".arrow")
    arrow_share("convert", source, target)
    found = read_arrow(target)
    found.validate(full=True)
    for name in expected.column_names:
        where = f"{source.name}, column {name}: {expected[name].type}"
        assert found[name].type == expected[name].type, f"{where}: read as {found[name].type}"
        for row, (want, got) in enumerate(zip(expected[name].to_pylist(), found[name].to_pylist(), strict=True)):
            assert plain(want) == plain(got), f"{where}, row {row}: {got!r}, not {want!r}"


def main(seed=1):
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(2) as pool:
        folder = pathlib.Path(name)
        jobs = [pool.submit(check, folder, seed, *options) for options in itertools.product(("1.0", "2.0"), PAGES, NULLS)]
        failures = [repr(job.exception()) for job in jobs if job.exception()]
    for failure in failures:
        print("FAILED", failure, file=sys.stderr)
    print(f"nested: {len(jobs) - len(failures)} of {len(jobs)} files of {COLUMNS} columns read with equal types and values, seed {seed}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
