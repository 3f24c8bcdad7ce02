"""Encrypted Parquet: what the command encrypts is read by pyarrow (and DuckDB, as far as it goes), and what pyarrow encrypts by the command:
both algorithms, footers encrypted and signed, one key and keys by column, pages V1 and V2, AAD prefixes. Values must be equal."""
import base64
import itertools
import json
import os
import pathlib
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import columns
import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe
from check import arrow_share, plain, read_arrow, write_arrow

ROWS = 2000
ALGORITHMS = ("AES_GCM_V1", "AES_GCM_CTR_V1")
KEY = b"0123456789abcdef"
KEY_IDS = {"footer": KEY, "text": b"fedcba9876543210", "deep": b"a key has 16, 24"}
COLUMN_KEYS = {"text": ["string_some", "few_strings_none"], "deep": ["list_some.list.element", "struct_none.a"]}
KINDS = {name: {**columns.FLAT, **columns.ARROW_ONLY}[name]
         for name in ("int64", "float64", "bool", "decimal_18_4", "string", "few_strings", "timestamp_us", "list", "struct")}
TABLE = columns.table(KINDS, ROWS).append_column("row", pa.array(range(ROWS)))


def key_file(path, *lines):
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write("\n".join(lines))
    return path


def base64_of(key):
    return "base64:" + base64.b64encode(key).decode()


class Kms(pe.KmsClient):
    """Wraps keys by Base64 alone, and remembers those that it has wrapped."""

    def __init__(self, wrapped):
        super().__init__()
        self.wrapped = wrapped

    def wrap_key(self, key_bytes, master_key_identifier):
        self.wrapped[master_key_identifier] = key_bytes
        return base64.b64encode(key_bytes)

    def unwrap_key(self, wrapped_key, master_key_identifier):
        return base64.b64decode(wrapped_key)


def key_material(name, key):
    """What pyarrow notes of a key, and wants to find."""
    return json.dumps({"keyMaterialType": "PKMT1", "internalStorage": True, "isFooterKey": name == "footer", "masterKeyID": name,
                       "kmsInstanceID": "DEFAULT", "kmsInstanceURL": "DEFAULT", "doubleWrapping": False,
                       "wrappedDEK": base64.b64encode(key).decode()}, separators=(",", ":"))


def equal(found, where, want=TABLE):
    assert found.num_rows == want.num_rows, f"{where}: {found.num_rows} rows, not {want.num_rows}"
    for name in want.column_names:
        for row, (one, other) in enumerate(zip(want[name].to_pylist(), found[name].to_pylist(), strict=True)):
            assert plain(one) == plain(other), f"{where}: column {name}, row {row}: {other!r}, not {one!r}"


def ours_by_one_key(folder, source, algorithm, footer, version):
    what = f"ours, {algorithm}, {footer}, pages V{version}"
    target = folder / f"ours-{algorithm}-{footer}-{version}.parquet"
    prefix = b"trips" if version == 2 else None
    keys = key_file(folder / f"{target.name}.keys", f"footer = {base64_of(KEY)}", *(["aad-prefix-kept = trips"] if prefix else []))
    arrow_share("convert", source, target, "--output-keys", keys, "--encryption", algorithm, "--page-version", version,
                "--page-rows", 300, "--row-group-rows", 700, *(["--plain-footer"] if footer == "signed" else []))
    equal(pq.read_table(target, decryption_properties=pe.create_decryption_properties(KEY, aad_prefix=prefix)), f"{what}, read by pyarrow")


def ours_for_duckdb(folder, source):
    """DuckDB 2.0 reads one key, AES_GCM_V1, encrypted footers, flat columns, and chunks of one page: of pyarrow's files no others either."""
    target = folder / "ours-duckdb.parquet"
    flat = TABLE.select([name for name in TABLE.column_names if not pa.types.is_nested(TABLE[name].type)])
    keys = key_file(folder / "ours-duckdb.keys", f"footer = {base64_of(KEY)}")
    arrow_share("convert", source, target, "--output-keys", keys, "--columns", ",".join(flat.column_names), "--row-group-rows", 700)
    with duckdb.connect() as connection:
        connection.execute(f"PRAGMA add_parquet_key('k', '{KEY.decode()}')")
        found = connection.sql(f"SELECT * FROM read_parquet('{target}', encryption_config={{footer_key: 'k'}})").to_arrow_table()
    equal(found, "ours, read by DuckDB", flat)


def ours_by_column(folder, source, algorithm, footer):
    what = f"ours, {algorithm}, {footer}, keys by column"
    target = folder / f"ours-columns-{algorithm}.parquet"
    ids = {name: key_material(name, key) for name, key in KEY_IDS.items()}
    keys = key_file(folder / f"{target.name}.keys", f"footer = @{ids['footer']}", "column.bool_none = plain",
                    *(f"id.{ids[name]} = {base64_of(key)}" for name, key in KEY_IDS.items()),
                    *(f"column.{column} = @{ids[name]}" for name, paths in COLUMN_KEYS.items() for column in paths))
    arrow_share("convert", source, target, "--output-keys", keys, "--encryption", algorithm, "--row-group-rows", 700,
                *(["--plain-footer"] if footer == "signed" else []))
    factory = pe.CryptoFactory(lambda _: Kms({}))
    properties = factory.file_decryption_properties(pe.KmsConnectionConfig(), pe.DecryptionConfiguration())
    equal(pq.read_table(target, decryption_properties=properties), f"{what}, read by pyarrow")


def theirs_by_one_key(folder):
    """All of them are read as one, so that one JVM is enough; once more with a filter, for which pages are passed over."""
    files = folder / "theirs.parquet"
    files.mkdir()
    ways = list(itertools.product(ALGORITHMS, (True, False), ("1.0", "2.0")))
    for number, (algorithm, signed, version) in enumerate(ways):
        properties = pe.create_encryption_properties(KEY, encryption_algorithm=algorithm, plaintext_footer=signed)
        pq.write_table(TABLE, files / f"{number}.parquet", encryption_properties=properties, data_page_version=version,
                       row_group_size=700, max_rows_per_page=70, write_page_index=number % 3 == 0, write_page_checksum=number % 2 == 0)
    keys = key_file(folder / "theirs.keys", f"footer = {base64_of(KEY)}")
    arrow_share("convert", files, folder / "theirs.arrow", "--keys", keys)
    found = read_arrow(folder / "theirs.arrow")
    for number, way in enumerate(ways):
        equal(found.slice(number * ROWS, ROWS), f"theirs, {way}")
    arrow_share("convert", files, folder / "filtered.arrow", "--keys", keys, "--where", "row between 1000 and 1009")
    equal(read_arrow(folder / "filtered.arrow"), "theirs, filtered", pa.concat_tables([TABLE.slice(1000, 10)] * len(ways)))


def theirs_by_column(folder, algorithm, footer):
    wrapped = {}
    factory = pe.CryptoFactory(lambda _: Kms(wrapped))
    paths = [path for some in COLUMN_KEYS.values() for path in some]
    configuration = pe.EncryptionConfiguration(footer_key="footer", column_keys={path: [path] for path in paths}, encryption_algorithm=algorithm,
                                               plaintext_footer=footer == "signed", double_wrapping=False)
    source = folder / f"theirs-columns-{algorithm}.parquet"
    pq.write_table(TABLE, source, encryption_properties=factory.file_encryption_properties(pe.KmsConnectionConfig(), configuration))
    keys = key_file(folder / f"{source.name}.keys", f"footer = {base64_of(wrapped['footer'])}",
                    *(f"column.{path} = {base64_of(wrapped[path])}" for path in paths))
    arrow_share("convert", source, folder / f"{source.name}.arrow", "--keys", keys)
    equal(read_arrow(folder / f"{source.name}.arrow"), f"theirs, {algorithm}, {footer}, keys by column")


def duckdbs_are_refused(folder):
    """DuckDB binds the parts of its files to no place, contrary to the format; pyarrow cannot decrypt them either."""
    source = folder / "duckdb.parquet"
    with duckdb.connect() as connection:
        connection.execute("SET force_mbedtls_unsafe = 'true'")
        connection.execute(f"PRAGMA add_parquet_key('k', '{KEY.decode()}')")
        connection.execute(f"COPY (SELECT range AS id FROM range(10)) TO '{source}' (ENCRYPTION_CONFIG {{footer_key: 'k'}})")
    try:
        arrow_share("convert", source, folder / "duckdb.arrow", "--keys", key_file(folder / "duckdb.keys", f"footer = {base64_of(KEY)}"))
    except AssertionError as e:
        assert "without an aad_file_unique" in str(e), str(e)
        return
    raise AssertionError("a file that DuckDB encrypted is read: its conventions have changed, say so in docs/design/parquet.md")


def main():
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(2) as pool:
        folder = pathlib.Path(name)
        source = folder / "source.arrow"
        write_arrow(TABLE, source)
        footers = ("encrypted", "signed")
        jobs = [pool.submit(theirs_by_one_key, folder), pool.submit(duckdbs_are_refused, folder), pool.submit(ours_for_duckdb, folder, source)]
        for algorithm, footer in zip(ALGORITHMS, footers):
            jobs.append(pool.submit(ours_by_column, folder, source, algorithm, footer))
            jobs.append(pool.submit(theirs_by_column, folder, algorithm, footers[1 - footers.index(footer)]))
        for algorithm, footer in itertools.product(ALGORITHMS, footers):
            for version in (1, 2) if algorithm == "AES_GCM_V1" or footer == "encrypted" else (1,):
                jobs.append(pool.submit(ours_by_one_key, folder, source, algorithm, footer, version))
        failures = [f"{job.exception()}" for job in jobs if job.exception()]
    for failure in failures:
        print("FAILED", failure, file=sys.stderr)
    print(f"encrypted: {len(jobs) - len(failures)} of {len(jobs)} ways equal, both directions")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
