"""pyarrow and this library in one process: batches go through the C Data Interface and back, sliced at every depth."""
import gc
import random

import columns
import jpype
import pyarrow as pa
from check import plain
from command import JAR

ROWS = 200
SLICES = ((0, ROWS), (0, 0), (1, ROWS - 1), (64, 32), (77, 50))


def through_java(batch):
    """Imported into Java, and exported again."""
    c_data = jpype.JClass("dev.arrowshare.exchange.CData")
    allocator = jpype.JClass("dev.arrowshare.memory.Allocators").child("interop")
    array = jpype.JClass("org.apache.arrow.c.ArrowArray")
    schema = jpype.JClass("org.apache.arrow.c.ArrowSchema")
    structs = [array.allocateNew(allocator), schema.allocateNew(allocator), array.allocateNew(allocator), schema.allocateNew(allocator)]
    addresses = [struct.memoryAddress() for struct in structs]
    batch._export_to_c(addresses[0], addresses[1])
    imported = c_data.importBatch(addresses[0], addresses[1], allocator)
    c_data.exportBatch(imported, addresses[2], addresses[3])
    imported.close()
    result = pa.RecordBatch._import_from_c(addresses[2], addresses[3])
    result.validate(full=True)
    values = result.to_pylist()
    types = result.schema.types
    del result
    gc.collect()
    for struct in structs:
        struct.close()
    allocator.close()  # throws when anything is still in use
    return types, values


def ints(rng, rows):
    return pa.array([None if rng.random() < 0.2 else rng.randrange(1000) for _ in range(rows)], pa.int32())


def texts(rng, rows):
    return pa.array([None if rng.random() < 0.2 else "text " * rng.randrange(4) + str(i) for i in range(rows)])


def offsets(rng, end):
    cuts = sorted(rng.randrange(end + 1) for _ in range(ROWS - 1))
    return pa.array([0, *cuts, end], pa.int32())


def sliced_children(rng):
    """A column of each nested type, whose children and dictionaries begin at offsets of their own."""
    n = ROWS
    struct = pa.StructArray.from_arrays([ints(rng, n + 9).slice(3, n), texts(rng, n + 9).slice(5, n)], ["number", "text"])
    types = pa.array([rng.randrange(2) for _ in range(n)], pa.int8())
    dictionary = pa.DictionaryArray.from_arrays(pa.array([rng.randrange(7) for _ in range(n + 2)]), texts(rng, 11).slice(4)).slice(2)
    return {
        "struct": struct,
        "struct_of_struct": pa.StructArray.from_arrays([struct.slice(2), ints(rng, n + 1).slice(3)], ["struct", "number"]),
        "list": pa.ListArray.from_arrays(offsets(rng, 500), texts(rng, 520).slice(13)),
        "list_of_struct": pa.ListArray.from_arrays(offsets(rng, n - 9), struct.slice(9)),
        "large_list": pa.LargeListArray.from_arrays(offsets(rng, 500).cast(pa.int64()), ints(rng, 520).slice(13)),
        "list_view": pa.ListViewArray.from_arrays(
            pa.array([rng.randrange(400) for _ in range(n)], pa.int32()),
            pa.array([rng.randrange(9) for _ in range(n)], pa.int32()), texts(rng, 420).slice(7)),
        "fixed_list": pa.FixedSizeListArray.from_arrays(ints(rng, 3 * n + 5).slice(5), 3),
        "map": pa.MapArray.from_arrays(
            offsets(rng, 300), pa.array([f"key {i}" for i in range(310)]).slice(10), ints(rng, 304).slice(4)),
        "dictionary": dictionary,
        "list_of_dictionary": pa.ListArray.from_arrays(offsets(rng, n - 5), dictionary.slice(5)),
        "dense_union": pa.UnionArray.from_dense(
            types, pa.array([i // 2 for i in range(n)], pa.int32()), [ints(rng, n).slice(3), texts(rng, n).slice(5)]),
        "sparse_union": pa.UnionArray.from_sparse(types, [ints(rng, n + 3).slice(3), texts(rng, n + 5).slice(5)]),
        "run_end_encoded": pa.RunEndEncodedArray.from_arrays(
            pa.array([0, 0, *range(4, n + 4, 4)], pa.int32()).slice(2), texts(rng, n // 4 + 7).slice(7)),
    }


def batches():
    flat = columns.table({**columns.FLAT, **columns.ARROW_SCHEMA, **columns.ARROW_SCHEMA_PYARROW, **columns.ARROW_ONLY}, ROWS)
    for name in flat.column_names:
        if name.endswith("_some"):
            yield name, flat.select([name]).combine_chunks().to_batches()[0]
    for name, column in sliced_children(random.Random(7)).items():
        yield name, pa.record_batch([column.slice(0, len(column))], [name])


def main():
    jpype.startJVM("--add-opens=java.base/java.nio=ALL-UNNAMED", classpath=[str(JAR)])
    count = 0
    for name, batch in batches():
        for offset, length in SLICES:
            part = batch.slice(offset, length)
            types, values = through_java(part)
            where = f"column {name}, rows {offset} + {length}"
            assert types == part.schema.types, f"{where}: {types}, not {part.schema.types}"
            assert [plain(row) for row in values] == [plain(row) for row in part.to_pylist()], f"{where}: other values"
            count += 1
    print(f"{count} slices through the C Data Interface and back: values equal")


if __name__ == "__main__":
    main()
