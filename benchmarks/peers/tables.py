"""For a program that is timed at reading one table, of pyarrow's or Polars'."""
import time

import checksums
import serve


def serve_reading(read):
    def timed():
        begin = time.perf_counter()
        table = read()
        seconds = time.perf_counter() - begin
        del table
        return seconds

    def gate():
        table = read()
        return checksums.of_table(table.to_arrow() if hasattr(table, "to_arrow") else table)

    serve.serve(timed, gate)
